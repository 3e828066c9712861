using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace ChatApp.Fuzz.Tests.Watching;

/// <summary>
/// The allocations of the whole process during the lifetime of this object: the runtime reports the type of an object
/// about every 100 KB (its event AllocationTick).
/// </summary>
internal sealed class AllocationSamples : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords GarbageCollection = (EventKeywords)0x1;
    private const int MostTypes = 12;

    private readonly ConcurrentDictionary<string, int> _samples = new();

    /// <summary>The most frequent types, each with its number of samples.</summary>
    public string Describe() => string.Join(
        ", ",
        _samples.OrderByDescending(sample => sample.Value)
            .Take(MostTypes)
            .Select(sample => $"{sample.Value} x {sample.Key}"));

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
        {
            EnableEvents(eventSource, EventLevel.Verbose, GarbageCollection);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName?.StartsWith("GCAllocationTick", StringComparison.Ordinal) == true
            && eventData.PayloadNames?.IndexOf("TypeName") is { } index and >= 0)
        {
            _samples.AddOrUpdate($"{eventData.Payload![index]}", 1, (_, count) => count + 1);
        }
    }
}
