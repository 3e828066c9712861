namespace ChatApp.Api;

/// <summary>
/// Logs exceptions of tasks that nothing has waited for. Such a task belongs to no request and to no frame, so its
/// failure would otherwise be seen nowhere. The runtime notices it when it collects the task.
/// </summary>
internal sealed partial class UnobservedExceptions : IDisposable
{
    private readonly ILogger _logger;

    /// <summary>Watches all tasks of the process, until it is disposed of.</summary>
    public UnobservedExceptions(ILogger logger)
    {
        _logger = logger;
        TaskScheduler.UnobservedTaskException += Log;
    }

    public void Dispose() => TaskScheduler.UnobservedTaskException -= Log;

    private void Log(object? sender, UnobservedTaskExceptionEventArgs unobserved) =>
        LogUnobserved(_logger, unobserved.Exception);

    [LoggerMessage(213, LogLevel.Error, "A task failed, and nothing has observed it")]
    private static partial void LogUnobserved(ILogger logger, Exception exception);
}
