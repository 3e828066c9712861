using System.Text.Encodings.Web;
using System.Text.Json;
using ChatApp.Api.Telemetry;
using ChatApp.Testing;

namespace ChatApp.TestServer;

/// <summary>
/// A server with its users, from the first line of output to the end. One loop reads commands and answers each before
/// the next.
/// </summary>
internal sealed class Session(
    ChatTestServer server, ChatLink link, TextWriter output, CancellationTokenSource ending) : IDisposable
{
    // No page shows the answers, so quotation marks and other alphabets stay readable.
    private static readonly JsonSerializerOptions Json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private CommitHold? _hold;

    /// <summary>Runs until the end of standard input, unless a parent is watched, or until it is cancelled.</summary>
    public static async Task RunAsync(Arguments arguments, TextWriter output, CancellationTokenSource ending)
    {
        // Reading begins first, so that the end of input also ends the start.
        using var input = new StreamReader(Console.OpenStandardInput());
        var first = ReadAsync(input, endsAtEof: arguments.Parent is null, ending);
        await using var server = await ChatTestServer.StartAsync(arguments.Options, ending.Token);
        await using var link = server.OpenLink();
        using var session = new Session(server, link, output, ending);
        try
        {
            await session.PrintAsync(new
            {
                address = link.Address,
                pid = Environment.ProcessId,
                version = ProductVersion.Text,
                signing_key = server.SigningKey,
                data_directory = server.DataDirectory,
                users = await session.RegisterAsync(arguments.Users),
            });
            for (var line = await first; line is not null; line = await ReadAsync(
                input, endsAtEof: arguments.Parent is null, ending))
            {
                await session.ObeyAsync(line);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The end, also in the middle of a command.
        }
    }

    public void Dispose() => _hold?.Dispose();

    private static async Task<string?> ReadAsync(
        StreamReader input, bool endsAtEof, CancellationTokenSource ending)
    {
        // A read of standard input cannot be cancelled; the process ends without it.
        if (await Task.Run(input.ReadLine, ending.Token).WaitAsync(ending.Token) is { } line)
        {
            return line;
        }

        if (endsAtEof)
        {
            await ending.CancelAsync();
        }
        else
        {
            await new TaskCompletionSource().Task.WaitAsync(ending.Token);
        }

        return null;
    }

    private async Task ObeyAsync(string line)
    {
        object answer;
        try
        {
            using var command = JsonDocument.Parse(line);
            answer = await AnswerAsync(command.RootElement);
        }
        catch (Exception exception) when (!ending.IsCancellationRequested)
        {
            answer = new { error = exception.Message };
        }

        await PrintAsync(answer);
    }

    private async Task<object> AnswerAsync(JsonElement command)
    {
        switch (Member(command, "command").GetString())
        {
            case "users":
                var names = Member(command, "names").EnumerateArray().Select(name => name.GetString()!).ToList();
                return new { users = await RegisterAsync(names) };
            case "advance":
                var clock = server.Clock ?? throw new InvalidOperationException("This needs --fake-clock.");
                clock.Advance(TimeSpan.FromSeconds(Member(command, "seconds").GetDouble()));
                return new { now = clock.GetUtcNow() };
            case "link":
                link.Set(StateOf(Member(command, "state").GetString()));
                return new { state = NameOf(link.State) };
            case "drop":
                await link.DropAsync();
                return new { };
            case "reset":
                await link.ResetAsync();
                return new { };
            case "restart":
                await server.RestartAsync(ending.Token);
                return new { address = link.Address };
            case "hold_commits":
                _hold ??= server.Faults.HoldCommits();
                return new { };
            case "release_commits":
                _hold?.Dispose();
                _hold = null;
                return new { };
            case "stop":
                await ending.CancelAsync();
                return new { };
            case var unknown:
                throw new FormatException($"There is no command '{unknown}'.");
        }
    }

    private async Task<Dictionary<string, object>> RegisterAsync(IReadOnlyList<string> names)
    {
        var users = new Dictionary<string, object>();
        foreach (var name in names)
        {
            var user = await server.RegisterAsync(name, cancellationToken: ending.Token);
            users[name] = new
            {
                id = user.Id,
                username = user.Username,
                email = user.Email,
                password = user.Password,
                access_token = user.AccessToken,
                refresh_token = user.RefreshToken,
            };
        }

        return users;
    }

    private static JsonElement Member(JsonElement command, string name) =>
        command.ValueKind == JsonValueKind.Object && command.TryGetProperty(name, out var value)
            ? value
            : throw new FormatException($"There is no member '{name}'.");

    private static LinkState StateOf(string? name) =>
        Enum.GetValues<LinkState>().Where(state => NameOf(state) == name).Select(state => (LinkState?)state)
            .SingleOrDefault()
        ?? throw new FormatException(
            $"A link can be {string.Join(", ", Enum.GetValues<LinkState>().Select(NameOf))}, not '{name}'.");

    private static string NameOf(LinkState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{state}");

    private async Task PrintAsync(object line)
    {
        await output.WriteLineAsync(JsonSerializer.Serialize(line, Json));
        await output.FlushAsync();
    }
}
