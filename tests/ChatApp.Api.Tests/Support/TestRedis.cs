using ChatApp.Infrastructure.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests;

/// <summary>
/// The Redis that the test script has started. Installations can share it, since ids of users and sessions are unique.
/// </summary>
internal static class TestRedis
{
    private const string Variable = "CHATAPP_TEST_REDIS";

    public static string ConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException(
            $"Set {Variable} to host:port of a Redis server; without it the backplane is untested.");

    /// <summary>
    /// Waits until the nodes have connected, which their start does not wait for. Until then each of them counts alone.
    /// </summary>
    public static async Task UntilConnectedAsync(params IReadOnlyList<ChatTestServer> nodes)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!nodes.All(node => node.Services.GetRequiredService<IBackplane>().IsUp))
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
