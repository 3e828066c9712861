using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatApp.Fuzz.Tests.Watching;

/// <summary>
/// Keeps the errors in the server's log, and every warning with an exception. (A refused token is logged with an
/// exception as information.)
/// </summary>
internal sealed class ServerLog : ILoggerProvider
{
    private const int MostKept = 50;

    private readonly ConcurrentQueue<string> _complaints = new();

    /// <summary>The entries; empty if the server treated all input as client errors.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ServerLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // A race in the web server: if a client hangs up exactly when a read of its body is cancelled, the pipe reports
        // that read as still in progress. The connection would have ended anyway; it ends with this warning.
        private static bool IsKnown(Exception? exception) =>
            exception is InvalidOperationException { Message: "Reading is already in progress." };

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (!IsKnown(exception)
                && (logLevel >= LogLevel.Error || (exception is not null && IsEnabled(logLevel)))
                && log._complaints.Count < MostKept)
            {
                log._complaints.Enqueue(
                    $"{logLevel} {category} {eventId.Id}: {formatter(state, exception)} {exception}");
            }
        }
    }
}
