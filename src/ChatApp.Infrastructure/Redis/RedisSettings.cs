using System.Net;
using ChatApp.Infrastructure.Settings;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// How to reach Redis (contract, section 8): a connection string of the library, or a <c>redis://…</c> address.
/// </summary>
internal static class RedisSettings
{
    private const string PlainScheme = "redis";
    private const string TlsScheme = "rediss";
    private const int DefaultPort = 6379;

    // The prefix of all channels and keys; channelPrefix= in the connection string replaces it.
    private const string DefaultPrefix = "chatapp:";

    // A hint that takes longer has no advantage: reconciliation is as fast.
    private const int TimeoutMilliseconds = 2_000;
    private const int KeepAliveSeconds = 2;

    /// <summary>Null if there is no Redis.</summary>
    /// <exception cref="SettingException">The setting is not a valid connection string.</exception>
    public static ConfigurationOptions? Read(IConfiguration configuration)
    {
        if (InfrastructureSettings.Storage.Redis.Read(configuration) is not { } text)
        {
            return null;
        }

        try
        {
            var options = text.Contains("://", StringComparison.Ordinal)
                ? ParseAddress(text)
                : ConfigurationOptions.Parse(text);
            CheckEndPoints(options);
            options.ClientName ??= "ChatApp";
            if (options.ChannelPrefix.IsNullOrEmpty)
            {
                options.ChannelPrefix = RedisChannel.Literal(DefaultPrefix);
            }

            // Clients of a Redis agree on its primary with these; ChatApp nodes announce none.
            options.ConfigurationChannel = "";
            options.TieBreaker = "";
            options.AbortOnConnectFail = false;
            options.AsyncTimeout = TimeoutMilliseconds;
            options.ConnectTimeout = TimeoutMilliseconds;
            options.KeepAlive = KeepAliveSeconds;
            options.ReconnectRetryPolicy = new LinearRetry(TimeoutMilliseconds / 4);

            // While Redis is unavailable, no command is queued.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            return options;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The message does not contain the text, because it may contain a password.
            throw new SettingException(
                $"The setting {InfrastructureSettings.Storage.Redis.Name} is neither a Redis connection string "
                + "(host:port,password=…) nor an address (redis://user:password@host:port/0).",
                exception);
        }
    }

    // redis://[user:password@]host[:port][/database][?option=value&…]; rediss:// for TLS. The options are those of the
    // connection string. Reserved characters in user and password must be escaped.
    private static ConfigurationOptions ParseAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not (PlainScheme or TlsScheme)
            || address.Host.Length == 0
            || address.Fragment.Length > 0)
        {
            throw new FormatException("It is not a Redis address.");
        }

        var settings = address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries);
        var options = settings.Length == 0
            ? new ConfigurationOptions()
            : ConfigurationOptions.Parse(string.Join(',', settings.Select(Uri.UnescapeDataString)));
        if (options.EndPoints.Count > 0)
        {
            throw new FormatException("An option has no value.");
        }

        options.EndPoints.Add(address.DnsSafeHost, address.Port < 0 ? DefaultPort : address.Port);
        options.Ssl |= address.Scheme == TlsScheme;
        if (address.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            options.DefaultDatabase = int.Parse(database, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        var user = address.UserInfo.Split(':', 2);
        options.User = user[0].Length > 0 ? Uri.UnescapeDataString(user[0]) : options.User;
        options.Password = user.Length > 1 ? Uri.UnescapeDataString(user[1]) : options.Password;
        return options;
    }

    // The library treats unknown text as a host name.
    private static void CheckEndPoints(ConfigurationOptions options)
    {
        if (options.EndPoints.Count == 0 || options.EndPoints.Any(endPoint =>
            endPoint is DnsEndPoint { Host: var host } && Uri.CheckHostName(host) == UriHostNameType.Unknown))
        {
            throw new FormatException("An end point has no valid host.");
        }
    }
}
