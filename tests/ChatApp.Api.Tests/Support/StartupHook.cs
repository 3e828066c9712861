using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Tracing;

/// <summary>
/// Runs before <c>Main</c> in a process whose <c>DOTNET_STARTUP_HOOKS</c> names this assembly. It can record each of
/// our methods when the runtime compiles it, at its first call (see <c>MessageStopsTests</c>), and let tasks fail that
/// nothing observes (see <c>ConsoleTests</c>).
/// </summary>
[SuppressMessage("Design", "CA1050", Justification = "The runtime looks for this name outside of any namespace.")]
internal static class StartupHook
{
    /// <summary>The environment variable with the path of the output file.</summary>
    public const string File = "CHATAPP_TEST_METHODS";

    /// <summary>The environment variable that lets tasks fail, one after the other.</summary>
    public const string FailingTasks = "CHATAPP_TEST_FAILING_TASKS";

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(File) is { Length: > 0 } path)
        {
            // The runtime keeps a reference to every listener.
            _ = new CompiledMethods(path);
        }

        if (Environment.GetEnvironmentVariable(FailingTasks) is { Length: > 0 })
        {
            _ = FailUnobservedAsync();
        }
    }

    private static async Task FailUnobservedAsync()
    {
        using var timer = new PeriodicTimer(Interval);
        while (await timer.WaitForNextTickAsync())
        {
            // The runtime collects the task of the last turn, and reports its exception.
            GC.Collect();
            _ = Task.FromException(new InvalidOperationException("nobody looks"));
        }
    }

    private sealed class CompiledMethods(string path) : EventListener
    {
        private const EventKeywords Compilation = (EventKeywords)0x10;
        private const int MethodLoaded = 143;
        private const int TypeName = 6;
        private const int MethodName = 7;

        private readonly StreamWriter _writer = new(path) { AutoFlush = true };

        public override void Dispose()
        {
            base.Dispose();
            _writer.Dispose();
        }

        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
            {
                EnableEvents(eventSource, EventLevel.Verbose, Compilation);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData)
        {
            if (eventData.EventId == MethodLoaded
                && eventData.Payload?[TypeName] is string type
                && type.StartsWith("ChatApp.", StringComparison.Ordinal))
            {
                _writer.WriteLine($"{eventData.TimeStamp.Ticks}\t{type}\t{eventData.Payload[MethodName]}");
            }
        }
    }
}
