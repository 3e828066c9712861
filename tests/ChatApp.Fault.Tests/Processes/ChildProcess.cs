using System.Collections.Concurrent;
using System.Diagnostics;

namespace ChatApp.Fault.Tests.Processes;

/// <summary>A program that this run starts and stops. Its last output is kept for failure reports.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 200;
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan AskingInterval = TimeSpan.FromMilliseconds(25);

    private readonly ConcurrentQueue<string> _output = new();
    private readonly Process _process;
    private readonly string _name;

    private ChildProcess(ProcessStartInfo info)
    {
        _name = Path.GetFileName(
            info.ArgumentList.FirstOrDefault(argument => argument.Contains('/', StringComparison.Ordinal))
                ?? info.FileName);
        info.RedirectStandardOutput = info.RedirectStandardError = info.RedirectStandardInput = true;
        _process = Process.Start(info) ?? throw new InvalidOperationException($"{info.FileName} did not start.");
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _process.StandardInput.Close();
    }

    public string Output => string.Join(Environment.NewLine, _output);

    public int Id => _process.Id;

    public bool HasEnded => _process.HasExited;

    public static ChildProcess Start(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var info = new ProcessStartInfo(program, arguments) { WorkingDirectory = Path.GetTempPath() };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            info.Environment[name] = value;
        }

        return new ChildProcess(info);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="InvalidOperationException">The program failed.</exception>
    public static async Task RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(program, arguments);
        var code = await process.WaitForEndAsync(cancellationToken);
        if (code != 0)
        {
            throw new InvalidOperationException($"{process._name} ended with {code}: {process.Output}");
        }
    }

    /// <summary>Polls until the process serves.</summary>
    /// <exception cref="InvalidOperationException">The process ended instead.</exception>
    public async Task WaitUntilAsync(Func<CancellationToken, Task<bool>> serves, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(AskingInterval);
        while (!await serves(cancellationToken))
        {
            if (HasEnded)
            {
                throw new InvalidOperationException($"{_name} ended with {_process.ExitCode}: {Output}");
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    /// <summary>Sends SIGINT, on which PostgreSQL closes all connections and stops.</summary>
    public Task<int> InterruptAsync(CancellationToken cancellationToken) =>
        EndAsync(Signal.SendInterrupt, cancellationToken);

    /// <summary>Sends SIGTERM, for an orderly stop.</summary>
    public Task<int> TerminateAsync(CancellationToken cancellationToken) =>
        EndAsync(Signal.SendTerminate, cancellationToken);

    /// <summary>Sends SIGKILL: the process cannot react, as in a crash.</summary>
    public Task<int> KillAsync(CancellationToken cancellationToken) =>
        EndAsync(process => process.Kill(), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync(CancellationToken.None);
        }

        _process.Dispose();
    }

    private async Task<int> EndAsync(Action<Process> signal, CancellationToken cancellationToken)
    {
        signal(_process);
        return await WaitForEndAsync(cancellationToken);
    }

    private async Task<int> WaitForEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _process.WaitForExitAsync(cancellationToken).WaitAsync(LongestEnd, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new TimeoutException($"{_name} did not end in {LongestEnd.TotalSeconds} s: {Output}", exception);
        }

        return _process.ExitCode;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            while (_output.Count > KeptLines)
            {
                _output.TryDequeue(out _);
            }
        }
    }
}
