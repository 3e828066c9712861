using Microsoft.Extensions.Logging;

namespace ChatApp.Testing;

/// <summary>
/// Passes the log of a server to a <see cref="SecretWatch"/>: message, named values, exception and scopes.
/// </summary>
internal sealed class SecretWatchProvider(SecretWatch watch) : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void SetScopeProvider(IExternalScopeProvider scopeProvider) => _scopes = scopeProvider;

    public void Dispose()
    {
        // The watch outlives the servers that it watches.
    }

    private sealed class Logger(SecretWatchProvider provider, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => provider._scopes?.Push(state);

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            var line = $"{formatter(state, exception)} {exception}";
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
            {
                line += $" | {string.Join(", ", values.Select(value => $"{value.Key}={value.Value}"))}";
            }

            provider._scopes?.ForEachScope((scope, _) => line += $" | {scope}", state);
            provider.Keep($"{logLevel} {category}[{eventId.Id}]", line);
        }
    }

    private void Keep(string source, string line) => watch.Keep(source, line);
}
