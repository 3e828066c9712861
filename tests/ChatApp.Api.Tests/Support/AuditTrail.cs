using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatApp.Api.Tests;

/// <summary>Collects the audit events of a server, as a program would: category, event id and named values.</summary>
internal sealed class AuditTrail : ILoggerProvider
{
    private const string Category = "ChatApp.Audit";

    private readonly ConcurrentQueue<(int Id, IReadOnlyDictionary<string, object?> Values)> _events = new();

    public IReadOnlyList<(int Id, IReadOnlyDictionary<string, object?> Values)> Events => [.. _events];

    public ILogger CreateLogger(string categoryName) => new Logger(this, isAudit: categoryName == Category);

    public void Dispose()
    {
        // The collected events remain available.
    }

    private sealed class Logger(AuditTrail trail, bool isAudit) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => isAudit;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            if (isAudit)
            {
                trail._events.Enqueue(
                    (eventId.Id, ((IEnumerable<KeyValuePair<string, object?>>)state!).ToDictionary()));
            }
        }
    }
}
