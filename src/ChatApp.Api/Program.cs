using ChatApp.Api;

var (hasStarted, isStopping) = (CancellationToken.None, CancellationToken.None);
try
{
    var (command, settings) = CommandLine.Parse(args);
    switch (command)
    {
        case Command.Help:
            await Console.Out.WriteAsync(Help.Text());
            return 0;
        case Command.Version:
            await Console.Out.WriteLineAsync(Help.Version());
            return 0;
        case Command.Migrate:
            await ChatServer.MigrateAsync(settings);
            return 0;
        default:
            var server = ChatServer.Build(settings);
            (hasStarted, isStopping) = (server.Lifetime.ApplicationStarted, server.Lifetime.ApplicationStopping);
            await server.RunAsync();
            return 0;
    }
}
catch (OperationCanceledException) when (isStopping.IsCancellationRequested && !hasStarted.IsCancellationRequested)
{
    // The server was stopped before it started to serve, which is not a failure.
    return 0;
}
catch (Exception exception) when (!hasStarted.IsCancellationRequested)
{
    await Console.Error.WriteLineAsync(StartFailure.Describe(exception));
    return 1;
}
