using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace ChatApp.Testing;

/// <summary>What a server logs, as a person reads it. Which levels it gets is the filter's to say.</summary>
public sealed class LogTrail : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>The messages up to now, without exceptions and scopes.</summary>
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

    /// <summary>What it has taken stays.</summary>
    public void Dispose()
    {
        // It holds nothing else.
    }
}
