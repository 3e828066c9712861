using System.Globalization;
using ChatApp.Api.Telemetry;
using ChatApp.Testing;

namespace ChatApp.TestServer;

/// <summary>The command line.</summary>
/// <param name="Users">The names of the users to register.</param>
/// <param name="Parent">The process whose end ends the server; null if the end of standard input does.</param>
/// <param name="Options">The options of the server.</param>
/// <param name="Answer">A text to print instead of starting a server.</param>
internal sealed record Arguments(
    IReadOnlyList<string> Users, int? Parent, ChatTestServerOptions Options, string? Answer)
{
    public const string ProgramName = "chatapp-testserver";

    private const string Help =
        """
        chatapp-testserver: runs the real ChatApp server for the tests of a client.

          --users NAME,NAME…     registers users and prints their tokens
          --fake-clock           time stands still until the command "advance"
          --postgres CONNECTION  a new database on this PostgreSQL, dropped at the end; otherwise SQLite in a new folder
          --set NAME=VALUE       a setting of the server, such as Limits__SocketsPerUser=2; may be repeated
          --parent PID           ends with this process; otherwise at the end of standard input
          --help, --version

        It prints one line of JSON when it is ready, and one for each line of standard input that has a command. Exit
        codes: 0 ended as asked, 1 failed, 2 not understood.
        """;

    /// <exception cref="FormatException">An argument is not understood; the message is one sentence.</exception>
    public static Arguments Parse(string[] args)
    {
        var users = new List<string>();
        var settings = new Dictionary<string, string?>();
        int? parent = null;
        var options = new ChatTestServerOptions();
        var left = new Queue<string>(args);
        while (left.TryDequeue(out var name))
        {
            switch (name)
            {
                case "--help":
                    return new Arguments([], null, options, Help);
                case "--version":
                    return new Arguments([], null, options, ProductVersion.Text);
                case "--fake-clock":
                    options = options with { UseFakeClock = true };
                    break;
                case "--users":
                    users.AddRange(ValueOf(name, left).Split(
                        ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                    break;
                case "--postgres":
                    options = options with { PostgresConnectionString = ValueOf(name, left) };
                    break;
                case "--parent":
                    parent = int.TryParse(ValueOf(name, left), CultureInfo.InvariantCulture, out var id) && id > 0
                        ? id
                        : throw new FormatException("--parent needs the number of a process.");
                    break;
                case "--set":
                    var (key, value) = SettingOf(ValueOf(name, left));
                    settings[key] = value;
                    break;
                default:
                    throw new FormatException($"The argument '{name}' is not understood; see --help.");
            }
        }

        return new Arguments(users, parent, options with { Settings = settings }, null);
    }

    private static string ValueOf(string name, Queue<string> left) =>
        left.TryDequeue(out var value) ? value : throw new FormatException($"{name} has no value; see --help.");

    private static (string Name, string Value) SettingOf(string text)
    {
        var end = text.IndexOf('=', StringComparison.Ordinal);
        return end > 0
            ? (text[..end].Replace("__", ":", StringComparison.Ordinal), text[(end + 1)..])
            : throw new FormatException($"--set needs NAME=VALUE, not '{text}'.");
    }
}
