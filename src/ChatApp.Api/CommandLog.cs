namespace ChatApp.Api;

/// <summary>Writes log entries of a command to its errors, a line each. Thread-safe.</summary>
internal sealed class CommandLog(TextWriter errors) : ILoggerProvider
{
    private readonly TextWriter _errors = TextWriter.Synchronized(errors);

    public ILogger CreateLogger(string categoryName) => new Entries(categoryName, _errors);

    public void Dispose()
    {
        // The writer belongs to the console.
    }

    private sealed class Entries(string category, TextWriter errors) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            errors.WriteLine(
                $"{logLevel}: {category}[{eventId.Id}] {formatter(state, exception)} {exception}".TrimEnd());
    }
}
