using System.Data.Common;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Commands;
using ChatApp.LoadTest.Sockets;

SocketEngine.UseOneThread();

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    stop.Cancel();
};

try
{
    return (int)await Command.RunAsync(args, stop.Token);
}
catch (UsageException usage)
{
    Console.Error.WriteLine(usage.Message);
    return (int)ExitCode.Usage;
}
catch (LoadTestException failure)
{
    Console.Error.WriteLine(failure.Message);
    return (int)ExitCode.Failed;
}
catch (DbException failure)
{
    Console.Error.WriteLine($"The database refuses: {failure.Message}");
    return (int)ExitCode.Failed;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return (int)ExitCode.Failed;
}
