using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Starting;

namespace ChatApp.LoadTest.Commands;

/// <summary>How long the server takes to be ready, and to end.</summary>
internal static class StartCommand
{
    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var server = Loopback.Server(arguments.Required("url"));
        var command = arguments.Required("command");
        var runs = arguments.Number("runs", 5, 1, 100);
        var label = arguments.Text("label");
        arguments.RejectUnknown();

        var (ready, ended) = (new Latency(), new Latency());
        var clean = true;
        var memory = 0L;
        for (var i = 0; i < runs; i++)
        {
            using var process = await ServerProcess.StartAsync(server, command, stop);
            ready.Record(await process.WaitUntilReadyAsync(stop));
            memory = Math.Max(memory, process.ResidentBytes);
            ended.Record(await process.EndAsync(stop));
            clean &= process.EndedWell;
        }

        var report = new Report("start", label);
        report.Add("runs", (long)runs);
        report.Add("ready_min_ms", ready.Milliseconds(0), 0);
        report.Add("ready_p50_ms", ready.Milliseconds(50), 0);
        report.Add("ready_max_ms", ready.Milliseconds(100), 0);
        report.Add("ended_p50_ms", ended.Milliseconds(50), 0);
        report.Add("ended_max_ms", ended.Milliseconds(100), 0);
        report.Add("server_memory_mib", memory / 1048576.0);
        report.Add("passed", clean);
        report.Print();
        return clean ? ExitCode.Passed : ExitCode.Failed;
    }
}
