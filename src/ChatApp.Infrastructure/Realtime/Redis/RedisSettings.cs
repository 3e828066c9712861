using ChatApp.Infrastructure.Settings;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Realtime.Redis;

/// <summary>How Redis is reached (contract, section 8).</summary>
internal static class RedisSettings
{
    private const string Key = "ConnectionStrings:Redis";

    // A hint that takes longer than this is no fast path any more; the healer is as quick.
    private const int TimeoutMilliseconds = 2_000;
    private const int KeepAliveSeconds = 2;

    /// <summary>Reads the setting; null when there is no Redis.</summary>
    /// <exception cref="SettingException">It is no connection string.</exception>
    public static ConfigurationOptions? Read(SettingsReader settings)
    {
        if (settings.Text(Key) is not { } text)
        {
            return null;
        }

        try
        {
            var options = ConfigurationOptions.Parse(text);
            options.ClientName ??= "ChatApp";
            options.AbortOnConnectFail = false;
            options.AsyncTimeout = TimeoutMilliseconds;
            options.ConnectTimeout = TimeoutMilliseconds;
            options.KeepAlive = KeepAliveSeconds;
            options.ReconnectRetryPolicy = new LinearRetry(TimeoutMilliseconds / 4);

            // While Redis is away nothing is queued for it.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            return options;
        }
        catch (ArgumentException exception)
        {
            throw new SettingException(
                $"The setting {SettingsReader.EnvironmentName(Key)} is not a Redis connection string (host:port,password=…).", exception);
        }
    }
}
