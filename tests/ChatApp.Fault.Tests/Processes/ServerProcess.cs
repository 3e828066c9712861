namespace ChatApp.Fault.Tests.Processes;

/// <summary>One node: the server as a separate process. It keeps its port over restarts.</summary>
/// <param name="settings">The settings that differ from the default.</param>
/// <param name="prefix">A command prefix, for example to run the program as another user or with limits.</param>
/// <param name="program">The first <see cref="Program"/>; by default the one in <see cref="Folder"/>.</param>
internal sealed class ServerProcess(
    IReadOnlyDictionary<string, string> settings, IReadOnlyList<string>? prefix = null,
        string? program = null) : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskingInterval = TimeSpan.FromMilliseconds(100);

    /// <summary>The folder of the server: as published by test.sh, otherwise as built with these tests.</summary>
    public static readonly string Folder =
        Environment.GetEnvironmentVariable("CHATAPP_TEST_SERVER") is { Length: > 0 } published
            ? published
            : Path.GetFullPath(Path.Combine(
                AppContext.BaseDirectory, "..", "..", "ChatApp.Api", new DirectoryInfo(AppContext.BaseDirectory).Name));

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };
    private ChildProcess? _process;

    /// <summary>The server program that the next start runs.</summary>
    public string Program { get; set; } = program ?? ProgramIn(Folder);

    public int Port { get; } = Ports.Free();

    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The process id.</summary>
    public int Id => _process?.Id ?? throw new InvalidOperationException("The node is not running.");

    /// <summary>The last output of the process.</summary>
    public string Output => _process?.Output ?? "";

    public static string ProgramIn(string folder) => Path.Combine(folder, "ChatApp.Api.dll");

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var environment = new Dictionary<string, string>(settings)
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{Port}",
            ["Jwt__SigningKey"] = "a key for this run only, long enough to sign",
            ["Logging__LogLevel__Default"] = "Warning",
            ["Passwords__WorkFactor"] = "4",
        };
        environment.TryAdd("RateLimits__Enabled", "false");
        string[] command = [.. prefix ?? [], "dotnet", Program];
        _process = ChildProcess.Start(command[0], command[1..], environment);
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestStart);
        await _process.WaitUntilAsync(IsReadyAsync, deadline.Token);
    }

    /// <summary>Stops the node as an operator does.</summary>
    /// <returns>The exit code.</returns>
    public Task<int> TerminateAsync(CancellationToken cancellationToken) =>
        EndAsync(process => process.TerminateAsync(cancellationToken));

    /// <summary>Kills the node as a crash does.</summary>
    public Task<int> KillAsync(CancellationToken cancellationToken) =>
        EndAsync(process => process.KillAsync(cancellationToken));

    public async Task<bool> IsReadyAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync(
                new Uri($"http://127.0.0.1:{Port}/health/ready"), cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Polls until the node is ready, or until it is not.</summary>
    public async Task AwaitReadinessAsync(bool expected, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AskingInterval);
        while (await IsReadyAsync(cancellationToken) != expected)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        _client.Dispose();
    }

    private async Task<int> EndAsync(Func<ChildProcess, Task<int>> end)
    {
        var process = _process ?? throw new InvalidOperationException("The node is not running.");
        _process = null;
        var code = await end(process);
        await process.DisposeAsync();
        return code;
    }
}
