using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatApp.Fuzz.Tests.Watching;

/// <summary>
/// Keeps what a server logs as an error, and every exception that it logs as a warning. (That a token is refused is
/// logged with one as information.)
/// </summary>
internal sealed class ServerLog : ILoggerProvider
{
    private const int MostKept = 50;

    private readonly ConcurrentQueue<string> _complaints = new();

    /// <summary>None: the server has met everything as something that clients do.</summary>
    public IReadOnlyCollection<string> Complaints => _complaints;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(ServerLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        // A race of the web server's: when a client hangs up at the very moment at which a read of its body is
        // cancelled, the pipe takes that read for one under way. The connection ends with this warning, as it would
        // have without.
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
