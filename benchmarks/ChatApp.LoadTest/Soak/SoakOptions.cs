using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Soak;

/// <param name="Stable">The node that must never end a socket by itself.</param>
/// <param name="Restarting">The node that may be stopped and killed during the run.</param>
/// <param name="Users">Each has two devices, one at home on each node.</param>
/// <param name="Peers">With how many others each user talks.</param>
/// <param name="Rate">Actions per second of all users together.</param>
/// <param name="Progress">A file to which each second a line of counters is added; null for none.</param>
internal sealed record SoakOptions(
    ServerAddress Stable,
    ServerAddress Restarting,
    int Users,
    int Peers,
    int Rate,
    TimeSpan Length,
    int Seed,
    string? Progress,
    string? Label)
{
    public static SoakOptions From(Arguments arguments)
    {
        var url = arguments.Required("url");
        var users = arguments.Number("sockets", 2000, 6, 20_000) / 2;
        return new SoakOptions(
            Loopback.Server(url),
            Loopback.Server(arguments.Text("second-url", url)),
            users,
            Math.Min(users - 1, arguments.Number("peers", 8, 2, 100)) / 2 * 2,
            arguments.Number("rate", 120, 1, 10_000),
            TimeSpan.FromSeconds(arguments.Number("seconds", 3600, 1, 7 * 24 * 3600)),
            arguments.Number("seed", 1, 0, int.MaxValue),
            arguments.Text("progress"),
            arguments.Text("label"));
    }
}
