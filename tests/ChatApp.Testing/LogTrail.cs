using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatApp.Testing;

/// <summary>Records the log messages of a server. The log filter decides which levels it receives.</summary>
public sealed class LogTrail : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The messages so far, without exceptions and scopes.</summary>
    public IReadOnlyList<string> Lines => [.. _lines];

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => this;

    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => true;

    /// <inheritdoc/>
    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        _lines.Enqueue(formatter(state, exception));
    }

    /// <summary>Keeps the recorded messages.</summary>
    public void Dispose()
    {
        // There are no resources to release.
    }
}
