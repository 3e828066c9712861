using System.Diagnostics;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Idle;
using ChatApp.LoadTest.Measuring;
using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.Commands;

/// <summary>What a connected but silent user costs.</summary>
internal static class IdleCommand
{
    private const int MostSocketsPerUser = 20;

    // The share of sockets that are open before a further one counts: by then the server has run all of its code.
    private const double FirstShare = 0.2;

    public static async Task<ExitCode> RunAsync(Arguments arguments, CancellationToken stop)
    {
        var server = Loopback.Server(arguments.Required("url"));
        var count = arguments.Number("sockets", 1000, 1, 25_000);
        var perUser = arguments.Number("sockets-per-user", MostSocketsPerUser, 1, MostSocketsPerUser);
        var settle = TimeSpan.FromSeconds(arguments.Number("settle", 5, 0, 300));
        var parallel = arguments.Number("parallel", 16, 1, 256);
        var dialect = Dialect.From(arguments);
        var (userFile, label, processes) =
            (arguments.Text("users"), arguments.Text("label"), new ProcessSet(arguments));
        arguments.RejectUnknown();

        using var api = new ChatApi(server, UserPool.Parallel);
        var userCount = (count + perUser - 1) / perUser;
        Console.Error.WriteLine($"Preparing {userCount} users...");
        var users = await new UserPool(api, userFile).TakeAsync(userCount, settle + TimeSpan.FromMinutes(5), stop);

        await using var sockets = new IdleSockets(server, dialect);
        var before = processes.Read();
        var first = (int)(count * FirstShare);
        var opening = await OpenAsync(0, first);
        var between = processes.Read();
        opening += await OpenAsync(first, count - first);
        var usage = new UsageReport(processes);
        usage.Start();
        await Task.Delay(settle, stop);
        usage.Stop();
        var after = processes.Read();
        var alive = await sockets.CountAliveAsync(stop);

        var report = new Report("idle", label);
        report.Add("sockets", (long)count);
        report.Add("connects_per_second", count / opening.TotalSeconds);
        report.Add("opening", sockets.Opening);
        report.Add("alive", (long)alive);
        if (processes.HasServer)
        {
            AddMemory(report, before[0].Usage, between[0].Usage, after[0].Usage, count, count - first);
        }

        usage.AddTo(report, "sockets", 0);
        report.Add("passed", alive == count);
        report.Print();
        sockets.Failures.Print();
        return alive == count ? ExitCode.Passed : ExitCode.Failed;

        async Task<TimeSpan> OpenAsync(int from, int number)
        {
            var start = Stopwatch.GetTimestamp();
            await sockets.OpenAsync(number, i => users[(from + i) % userCount], parallel, stop);
            return Stopwatch.GetElapsedTime(start);
        }
    }

    private static void AddMemory(
        Report report, ProcessUsage before, ProcessUsage between, ProcessUsage after, int count, int further)
    {
        report.Add("server_rss_before_mib", before.ResidentBytes / 1048576.0);
        report.Add("server_rss_after_mib", after.ResidentBytes / 1048576.0);
        report.Add("server_kib_per_socket", (after.ResidentBytes - before.ResidentBytes) / 1024.0 / count);
        report.Add("server_kib_per_further_socket", (after.ResidentBytes - between.ResidentBytes) / 1024.0 / further);
    }
}
