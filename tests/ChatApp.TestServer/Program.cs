using System.Runtime.InteropServices;
using ChatApp.TestServer;

// Standard output has only the protocol; the log of the server goes to standard error.
var output = Console.Out;
Console.SetOut(Console.Error);

Arguments arguments;
try
{
    arguments = Arguments.Parse(args);
}
catch (FormatException exception)
{
    await Console.Error.WriteLineAsync($"{Arguments.ProgramName}: {exception.Message}");
    return 2;
}

if (arguments.Answer is { } answer)
{
    await output.WriteLineAsync(answer);
    return 0;
}

using var ending = new CancellationTokenSource();
void End(PosixSignalContext signal)
{
    signal.Cancel = true;
    ending.Cancel();
}

using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);

try
{
    var parent = Parent.WaitForEndAsync(arguments.Parent, ending);
    await Session.RunAsync(arguments, output, ending);
    await ending.CancelAsync();
    await parent;
    return 0;
}
catch (OperationCanceledException) when (ending.IsCancellationRequested)
{
    // It was ended before the server was ready.
    return 0;
}
catch (Exception exception)
{
    await Console.Error.WriteLineAsync($"{Arguments.ProgramName}: {exception.Message}");
    return 1;
}
