using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Commands;

internal static class Command
{
    public static Task<ExitCode> RunAsync(string[] words, CancellationToken stop)
    {
        if (words is [] or ["--help" or "-h" or "help", ..])
        {
            Console.WriteLine(Help.Text);
            return Task.FromResult(words is [] ? ExitCode.Usage : ExitCode.Passed);
        }

        var arguments = new Arguments(words.AsSpan(1));
        return words[0] switch
        {
            "throughput" => ThroughputCommand.RunAsync(arguments, stop),
            "latency" => LatencyCommand.RunAsync(arguments, stop),
            "idle" => IdleCommand.RunAsync(arguments, stop),
            "connect" => ConnectCommand.RunAsync(arguments, stop),
            "send" => SendCommand.RunAsync(arguments, stop),
            "storm" => StormCommand.RunAsync(arguments, stop),
            "presence" => PresenceCommand.RunAsync(arguments, stop),
            "soak" => SoakCommand.RunAsync(arguments, stop),
            "history" => HistoryCommand.RunAsync(arguments, stop),
            "search" => SearchCommand.RunAsync(arguments, stop),
            "start" => StartCommand.RunAsync(arguments, stop),
            "plans" => Task.FromResult(PlansCommand.Run(arguments)),
            _ => throw new UsageException($"There is no command '{words[0]}'. See --help."),
        };
    }
}
