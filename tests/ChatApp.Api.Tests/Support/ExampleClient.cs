using System.Diagnostics;
using System.Threading.Channels;

namespace ChatApp.Api.Tests;

/// <summary>A client of docs/examples as a process; the test types into it and reads its output.</summary>
internal sealed class ExampleClient : IAsyncDisposable
{
    // Long enough for programs that start on a busy machine.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Channel<string> _shown = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _told = Channel.CreateUnbounded<string>();
    private readonly Task _reading;

    private ExampleClient(Process process)
    {
        _process = process;
        _reading = Task.WhenAll(
            PassOnAsync(process.StandardOutput, _shown.Writer), PassOnAsync(process.StandardError, _told.Writer));
    }

    /// <summary>The languages of the example clients.</summary>
    public static IReadOnlyList<string> Languages { get; } = ["csharp", "javascript", "python"];

    /// <summary>Starts a client, as the first lines of its file describe.</summary>
    /// <param name="language">One of <see cref="Languages"/>.</param>
    /// <param name="server">The server. After a restart the client finds it only on a fixed port.</param>
    /// <param name="user">The user of the client.</param>
    /// <param name="peer">The other user.</param>
    /// <param name="password">The password; by default the user's own.</param>
    public static ExampleClient Start(
        string language, ChatTestServer server, ChatUser user, ChatUser peer, string? password = null) =>
        Start(language, "client", server, user.Username, peer.Username, password ?? user.Password);

    /// <summary>Starts the program that makes each call once, for two users that it registers.</summary>
    public static ExampleClient StartTour(
        string language, ChatTestServer server, string first, string second, string password) =>
        Start(language, "tour", server, first, second, password);

    /// <summary>A setting that gives a server the same port after each restart.</summary>
    public static (string Name, string Value) FixedPort() => ("urls", $"http://127.0.0.1:{Ports.Free()}");

    /// <summary>Types lines.</summary>
    public async Task TypeAsync(params string[] lines)
    {
        foreach (var line in lines)
        {
            await _process.StandardInput.WriteLineAsync(line);
        }

        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Reads the next lines with messages.</summary>
    public async Task<IReadOnlyList<string>> ReadAsync(int count = 1)
    {
        var lines = new List<string>();
        while (lines.Count < count)
        {
            lines.Add(await NextAsync(_shown.Reader));
        }

        return lines;
    }

    /// <summary>Reads the next line that is not a message.</summary>
    public Task<string> ReadNoticeAsync() => NextAsync(_told.Reader);

    /// <summary>Closes the input and waits until the client ends.</summary>
    /// <returns>The exit code, the time until the end, and the lines that were not read yet.</returns>
    public async Task<(int Code, TimeSpan Time, IReadOnlyList<string> Unread)> EndAsync()
    {
        var since = Stopwatch.GetTimestamp();
        _process.StandardInput.Close();
        return (await WaitForExitAsync(), Stopwatch.GetElapsedTime(since), Rest());
    }

    /// <summary>Waits until the client ends by itself.</summary>
    public async Task<int> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().WithTimeout(Patience);
        await _reading.WithTimeout();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static ExampleClient Start(
        string language, string program, ChatTestServer server, string first, string second, string password)
    {
        var folder = Path.Combine(Repository.Root, "docs", "examples", language);
        string[] command = language switch
        {
            "csharp" when program == "tour" => ["dotnet", Repository.CSharpExample, "tour"],
            "csharp" => ["dotnet", Repository.CSharpExample],
            "javascript" => ["node", Path.Combine(folder, $"{program}.mjs")],
            _ => ["/usr/bin/python3", "-B", Path.Combine(folder, $"{program}.py")],
        };
        var start = new ProcessStartInfo(command[0], [.. command[1..], $"{server.BaseAddress}", first, second])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CHATAPP_PASSWORD"] = password;
        return new ExampleClient(Process.Start(start)!);
    }

    private async Task<string> NextAsync(ChannelReader<string> lines)
    {
        try
        {
            return await lines.ReadAsync().AsTask().WithTimeout(Patience);
        }
        catch (Exception exception) when (exception is TimeoutException or ChannelClosedException)
        {
            throw new InvalidOperationException($"Only this output is left: {string.Join('\n', Rest())}", exception);
        }
    }

    private List<string> Rest()
    {
        var rest = new List<string>();
        foreach (var lines in new[] { _shown.Reader, _told.Reader })
        {
            while (lines.TryRead(out var line))
            {
                rest.Add(line);
            }
        }

        return rest;
    }

    private static async Task PassOnAsync(StreamReader from, ChannelWriter<string> to)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            to.TryWrite(line);
        }

        to.Complete();
    }
}
