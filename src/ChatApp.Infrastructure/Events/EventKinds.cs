using System.Collections.Frozen;

namespace ChatApp.Infrastructure.Events;

internal static class EventKinds
{
    public static IReadOnlyList<EventKind> All { get; } =
    [
        .. typeof(EventKinds).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(EventKind)))
            .Select(type => (EventKind)Activator.CreateInstance(type)!)
            .OrderBy(kind => kind.Number),
    ];

    private static readonly FrozenDictionary<Type, EventKind> ByType = All.ToFrozenDictionary(kind => kind.EventType);
    private static readonly FrozenDictionary<short, EventKind> ByNumber = All.ToFrozenDictionary(kind => kind.Number);

    public static EventKind Of(StoredEvent storedEvent) => ByType[storedEvent.GetType()];

    /// <summary>One row for each stream that contains the event.</summary>
    public static IEnumerable<EventRow> RowsOf(StoredEvent storedEvent)
    {
        var kind = Of(storedEvent);
        foreach (var position in storedEvent.Positions)
        {
            var row = new EventRow { UserId = position.UserId, Number = position.Number, Kind = kind.Number };
            kind.Fill(row, storedEvent);
            yield return row;
        }
    }

    /// <summary>Whether it tells of a new message that is not kept: who passes it over misses the message.</summary>
    public static bool IsOfMissingMessage(ReadEventRow read) =>
        read.Message is null && ByNumber.GetValueOrDefault(read.Row.Kind) is MessageSentKind;

    /// <summary>Null if this version does not know the kind, or the message of the event is no longer kept.</summary>
    public static StoredEvent? Restore(ReadEventRow read) =>
        ByNumber.TryGetValue(read.Row.Kind, out var kind) && (read.Row.Seq is null || read.Message is not null)
            ? kind.Restore(read, new StreamPosition(read.Row.UserId, read.Row.Number))
            : null;
}

internal sealed class EventCatalogue : IEventCatalogue
{
    public IReadOnlyList<EventDescription> Kinds { get; } =
        [.. EventKinds.All.Select(kind => new EventDescription(kind.WireName, kind.Summary, kind.Members))];
}
