using ChatApp.Infrastructure.Realtime.Redis;
using ChatApp.Infrastructure.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Infrastructure.Tests.Realtime.Redis;

/// <summary>The Redis servers that the test script has started. Tests share them, so each uses users of its own.</summary>
internal static class TestRedis
{
    public static string Standalone => Read("CHATAPP_TEST_REDIS");

    public static string Cluster => Read("CHATAPP_TEST_REDIS_CLUSTER");

    public static RedisConnection NewConnection(string connectionString)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:Redis"] = connectionString })
            .Build();
        var options = RedisSettings.Read(new SettingsReader(configuration))!;
        return new RedisConnection(options, TimeProvider.System, NullLogger<RedisConnection>.Instance);
    }

    private static string Read(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text
        ? text
        : throw new InvalidOperationException($"Set {variable} to host:port of a Redis server, as scripts/with-redis.sh does; without it the backplane is untested.");
}
