using System.Text;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Redis;
using ChatApp.Infrastructure.Security;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Infrastructure.Tests.Redis;

/// <summary>
/// The Redis servers that the test script has started. Tests share them, so each test uses its own users.
/// </summary>
internal static class TestRedis
{
    public static string Standalone => Read("CHATAPP_TEST_REDIS");

    public static string Cluster => Read("CHATAPP_TEST_REDIS_CLUSTER");

    /// <summary>The key of the installation under test.</summary>
    public const string Key = "a key that all nodes of the installation have";

    /// <summary>The seal of a node.</summary>
    /// <param name="key">The node's signing key.</param>
    /// <param name="previous">A key that the node's key has replaced.</param>
    /// <param name="metrics">The metrics that count forgeries.</param>
    public static RedisSeal NewSeal(string key = Key, string? previous = null, ChatMetrics? metrics = null) => new(
        new SigningKeys(KeyOf(key), previous is null ? [] : [KeyOf(previous)]),
        metrics ?? new ChatMetrics(),
        TimeProvider.System,
        NullLogger<RedisSeal>.Instance);

    public static RedisConnection NewConnection(string connectionString)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Redis"] = connectionString })
            .Build();
        var options = RedisSettings.Read(configuration)!;
        return new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
    }

    private static SigningKey KeyOf(string text) => SigningKey.FromSecret(Encoding.UTF8.GetBytes(text));

    private static string Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException(
            $"Set {variable} to host:port of a Redis server, as scripts/with-redis.sh does; "
            + "without it the backplane is untested.");
}
