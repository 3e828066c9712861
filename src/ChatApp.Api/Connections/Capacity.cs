using System.Globalization;

namespace ChatApp.Api.Connections;

/// <summary>
/// How many connections and sockets this process takes at once: as many as the settings say, but no more than the
/// operating system allows it to open. Each takes a file descriptor, and a process that has none left can neither open
/// its database nor accept a connection in order to refuse it.
/// </summary>
internal sealed partial class Capacity(int connections, int sockets, long? loweredFor)
{
    // Measured as docs/operations.md says, an idle server has 353 open, 324 of them libraries of the runtime, and 359
    // with Redis. The rest is for what is under way: files of the page, connections that are accepted in order to be
    // refused.
    private const int OfProcess = 448;

    // With fewer places a server is of no use to anybody.
    private const int FewestPlaces = 64;

    private const string Limits = "/proc/self/limits";
    private const string LimitOfFiles = "Max open files";

    /// <summary>Most connections that are no open sockets.</summary>
    public int Connections => connections;

    /// <summary>Most open sockets.</summary>
    public int Sockets => sockets;

    /// <summary>The descriptors for which these are fewer than the settings say; null where they are not.</summary>
    public long? LoweredFor => loweredFor;

    /// <summary>Most of both together.</summary>
    public long Total => (long)Connections + Sockets;

    /// <summary>What fits.</summary>
    /// <param name="connections">Connections that are wanted.</param>
    /// <param name="sockets">Sockets that are wanted.</param>
    /// <param name="descriptors">How many descriptors the process may have; null: as many as it likes.</param>
    /// <param name="ofDatabase">How many of them the database may take.</param>
    /// <exception cref="SettingException">Hardly anything does.</exception>
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
                $"This process may open {descriptors} files and needs {least} at least, {ofDatabase} of them for the "
                + "database; raise the limit (ulimit -n, or LimitNOFILE in a unit of systemd).");
        }

        // Sockets are what the server is for; a quarter at least is for those who are about to open one.
        var forConnections = (int)Math.Min(connections, Math.Max(room / 4, room - sockets));
        return new Capacity(forConnections, (int)Math.Min(sockets, room - forConnections), descriptors);
    }

    /// <summary>
    /// How many descriptors this process may have, as Linux tells it. The runtime has raised the limit as far as it
    /// may. Null: not known.
    /// </summary>
    public static long? Descriptors()
    {
        if (!File.Exists(Limits))
        {
            return null;
        }

        var soft = File.ReadLines(Limits)
            .FirstOrDefault(line => line.StartsWith(LimitOfFiles, StringComparison.Ordinal))?[LimitOfFiles.Length..]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }

    /// <summary>Has the log say what does not fit.</summary>
    public void Tell(ILogger logger)
    {
        if (LoweredFor is { } descriptors)
        {
            LogLowered(logger, descriptors, Connections, Sockets);
        }
    }

    [LoggerMessage(EventId = 205, Level = LogLevel.Warning,
        Message = "This process may open {Descriptors} files (ulimit -n), so it takes {Connections} connections and "
            + "{Sockets} sockets, fewer than the settings say")]
    private static partial void LogLowered(ILogger logger, long descriptors, int connections, int sockets);
}
