using System.Runtime.InteropServices;
using ChatApp.Api;
using ChatApp.Api.OperatorCommands;
using ChatApp.Api.Telemetry;

CommandLine line;
try
{
    line = CommandLine.Parse(args);
}
catch (UsageException exception)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return (int)ExitCode.Usage;
}

switch (line.Task)
{
    case CommandLineTask.Help:
        await Console.Out.WriteAsync(line.Command is { } command ? Help.Text(command) : Help.Text());
        return (int)ExitCode.Success;
    case CommandLineTask.Version:
        await Console.Out.WriteLineAsync(ProductVersion.Text);
        return (int)ExitCode.Success;
    case CommandLineTask.Run:
        return (int)await RunAsync(line);
    default:
        return (int)await ServeAsync(line.Settings);
}

static async Task<ExitCode> ServeAsync(string[] settings)
{
    var (hasStarted, isStopping) = (CancellationToken.None, CancellationToken.None);
    try
    {
        var server = ChatServer.Build(settings);
        (hasStarted, isStopping) = (server.Lifetime.ApplicationStarted, server.Lifetime.ApplicationStopping);
        using var unobserved = new UnobservedExceptions(server.Logger);
        await server.RunAsync();
        return ExitCode.Success;
    }
    catch (OperationCanceledException) when (isStopping.IsCancellationRequested && !hasStarted.IsCancellationRequested)
    {
        // The server was stopped before it started to serve, which is not a failure.
        return ExitCode.Success;
    }
    catch (Exception exception) when (!hasStarted.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync(StartFailure.Describe(exception));
        return ExitCode.Failure;
    }
}

static async Task<ExitCode> RunAsync(CommandLine line)
{
    using var stop = new CancellationTokenSource();
    var stopped = ExitCode.Interrupted;
    using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal => Stop(signal, ExitCode.HungUp));
    using var interrupt = PosixSignalRegistration.Create(
        PosixSignal.SIGINT, signal => Stop(signal, ExitCode.Interrupted));
    using var terminate = PosixSignalRegistration.Create(
        PosixSignal.SIGTERM, signal => Stop(signal, ExitCode.Terminated));
    try
    {
        return await CommandRunner.RunAsync(line, CommandConsole.OfProcess(), stop.Token);
    }
    catch (OperationCanceledException) when (stop.IsCancellationRequested)
    {
        await Console.Error.WriteLineAsync("Stopped.");
        return stopped;
    }

    void Stop(PosixSignalContext signal, ExitCode code)
    {
        (signal.Cancel, stopped) = (true, code);
        stop.Cancel();
    }
}
