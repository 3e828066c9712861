using System.Globalization;

namespace ChatApp.Api.Connections;

/// <summary>
/// How many connections and sockets this process accepts at once: as many as the settings say, but no more than the
/// operating system allows. Each needs a file descriptor. A process without a free descriptor can neither open its
/// database nor accept a connection in order to refuse it.
/// </summary>
internal sealed partial class Capacity(int connections, int sockets, long? loweredFor)
{
    // Measured as described in docs/operations.md: an idle server has 353 open descriptors, 324 of them for libraries
    // of the runtime, and 359 with Redis. The rest is a reserve for temporary use, such as files of the page and
    // connections that are accepted only to be refused.
    private const int OfProcess = 448;

    // With fewer places the server is useless, so it does not start.
    private const int FewestPlaces = 64;

    private const string Limits = "/proc/self/limits";
    private const string LimitOfFiles = "Max open files";

    /// <summary>Largest number of connections that are not open sockets.</summary>
    public int Connections => connections;

    public int Sockets => sockets;

    /// <summary>The descriptor limit that made these numbers lower than the settings; null if none did.</summary>
    public long? LoweredFor => loweredFor;

    public long Total => (long)Connections + Sockets;

    /// <param name="descriptors">The descriptor limit of the process; null if there is none or it is unknown.</param>
    /// <param name="ofDatabase">How many descriptors the database may use.</param>
    /// <exception cref="SettingException">The limit is too low for a useful server.</exception>
    public static Capacity Of(int connections, int sockets, long? descriptors, int ofDatabase)
    {
        var wanted = (long)connections + sockets;
        var kept = OfProcess + ofDatabase;
        var room = (descriptors ?? long.MaxValue) - kept;
        if (wanted <= room)
        {
            return new Capacity(connections, sockets, loweredFor: null);
        }

        if (room < FewestPlaces)
        {
            var least = kept + Math.Min(wanted, FewestPlaces);
            throw new SettingException(
                $"This process may open {descriptors} files but needs at least {least}, {ofDatabase} of them for the "
                + "database; raise the limit (ulimit -n, or LimitNOFILE in a unit of systemd).");
        }

        // Sockets have priority, but at least a quarter remains for clients that are about to open one.
        var forConnections = (int)Math.Min(connections, Math.Max(room / 4, room - sockets));
        return new Capacity(forConnections, (int)Math.Min(sockets, room - forConnections), descriptors);
    }

    /// <summary>The descriptor limit, which the runtime has raised to the hard limit; null if it is unknown.</summary>
    public static long? Descriptors()
    {
        var lines = File.Exists(Limits) ? File.ReadLines(Limits) : [];
        var soft = lines
            .FirstOrDefault(line => line.StartsWith(LimitOfFiles, StringComparison.Ordinal))?[LimitOfFiles.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    public void LogIfLowered(ILogger logger)
    {
        if (LoweredFor is { } descriptors)
        {
            LogLowered(logger, descriptors, Connections, Sockets);
        }
    }

    [LoggerMessage(205, LogLevel.Warning,
        "This process may open {Descriptors} files (ulimit -n), so it accepts {Connections} connections and "
            + "{Sockets} sockets, fewer than the settings allow")]
    private static partial void LogLowered(ILogger logger, long descriptors, int connections, int sockets);
}
