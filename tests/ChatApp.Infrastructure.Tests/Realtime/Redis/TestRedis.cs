using ChatApp.Infrastructure.Realtime.Redis;
using ChatApp.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Infrastructure.Tests.Realtime.Redis;

/// <summary>The Redis that the test script has started. Tests share it, so each uses users of its own.</summary>
internal static class TestRedis
{
    private const string Variable = "CHATAPP_TEST_REDIS";

    public static string ConnectionString => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException($"Set {Variable} to host:port of a Redis server; without it the backplane is untested.");

    public static RedisConnection NewConnection(string? connectionString = null)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Redis"] = connectionString ?? ConnectionString })
            .Build();
        return new RedisConnection(RedisSettings.Read(new SettingsReader(configuration))!, NullLogger<RedisConnection>.Instance);
    }
}
