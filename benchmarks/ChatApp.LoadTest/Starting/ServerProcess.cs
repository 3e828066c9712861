using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Starting;

/// <summary>A server that this run starts and ends. Times are in ticks of <see cref="Stopwatch"/>.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestEnd = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskingInterval = TimeSpan.FromMilliseconds(5);

    private readonly ChatApi _api;
    private readonly long _start;
    private readonly Process _process;

    private ServerProcess(ChatApi api, string command)
    {
        _api = api;

        // exec: the process is then the server and not a shell before it, which would keep the signal to itself.
        var info = new ProcessStartInfo("/bin/sh", ["-c", "exec " + command])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _start = Stopwatch.GetTimestamp();
        _process = Process.Start(info)!;
        _process.OutputDataReceived += (_, _) => { };
        _process.ErrorDataReceived += (_, line) => Console.Error.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public long ResidentBytes => ProcessUsage.Of(_process.Id).ResidentBytes;

    public bool EndedWell => _process.HasExited && _process.ExitCode == 0;

    public static async Task<ServerProcess> StartAsync(ServerAddress server, string command, CancellationToken stop)
    {
        var api = new ChatApi(server, 1);
        if (await api.IsReadyAsync(stop))
        {
            api.Dispose();
            throw new LoadTestException($"A server is running at {server.Url} already.");
        }

        return new ServerProcess(api, command);
    }

    public async Task<long> WaitUntilReadyAsync(CancellationToken stop)
    {
        while (!await _api.IsReadyAsync(stop))
        {
            if (_process.HasExited || Stopwatch.GetElapsedTime(_start) > LongestStart)
            {
                throw new LoadTestException("The server ended, or was not ready within a minute.");
            }

            await Task.Delay(AskingInterval, stop);
        }

        return Stopwatch.GetTimestamp() - _start;
    }

    public async Task<long> EndAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        SystemCalls.Terminate(_process.Id);
        await _process.WaitForExitAsync(stop)
            .WaitAsync(LongestEnd, stop)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return Stopwatch.GetTimestamp() - start;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _api.Dispose();
    }
}
