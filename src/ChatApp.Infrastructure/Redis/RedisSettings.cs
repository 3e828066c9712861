using System.Globalization;
using System.Net;
using ChatApp.Infrastructure.Settings;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// How Redis is reached (contract, section 8): by a connection string of the library, or by an address
/// (<c>redis://…</c>).
/// </summary>
internal static class RedisSettings
{
    private const string PlainScheme = "redis";
    private const string TlsScheme = "rediss";
    private const int DefaultPort = 6379;

    // Before every channel and key; channelPrefix= in the connection string puts another in its place.
    private const string DefaultPrefix = "chatapp:";

    // A hint that takes longer than this is no fast path any more; the reconciler is as quick.
    private const int TimeoutMilliseconds = 2_000;
    private const int KeepAliveSeconds = 2;

    /// <summary>Reads the setting; null when there is no Redis.</summary>
    /// <exception cref="SettingException">It is no connection string.</exception>
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

            // By these the clients of a Redis agree on its primary. Nobody here announces one, so nobody is believed
            // to.
            options.ConfigurationChannel = "";
            options.TieBreaker = "";
            options.AbortOnConnectFail = false;
            options.AsyncTimeout = TimeoutMilliseconds;
            options.ConnectTimeout = TimeoutMilliseconds;
            options.KeepAlive = KeepAliveSeconds;
            options.ReconnectRetryPolicy = new LinearRetry(TimeoutMilliseconds / 4);

            // While Redis is away nothing is queued for it.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            return options;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // Without a word of the text, in which a password may stand.
            throw new SettingException(
                $"The setting {InfrastructureSettings.Storage.Redis.Name} is neither a Redis connection string "
                + "(host:port,password=…) nor an address (redis://user:password@host:port/0).",
                exception);
        }
    }

    // redis://[user:password@]host[:port][/database][?option=value&…], and rediss:// for TLS. The options are those
    // of the connection string; of what is reserved in addresses, user and password have the escaped form.
    private static ConfigurationOptions ParseAddress(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address)
            || address.Scheme is not (PlainScheme or TlsScheme)
            || address.Host.Length == 0
            || address.Fragment.Length > 0)
        {
            throw new FormatException("It is no address of a Redis.");
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

    // What it does not understand the library takes for the name of a host.
    private static void CheckEndPoints(ConfigurationOptions options)
    {
        var isGood = options.EndPoints.Count > 0 && options.EndPoints.All(endPoint =>
            endPoint is not DnsEndPoint { Host: var host } || Uri.CheckHostName(host) != UriHostNameType.Unknown);
        if (!isGood)
        {
            throw new FormatException("An end point has no valid host.");
        }
    }
}
