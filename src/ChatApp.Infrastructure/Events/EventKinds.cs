using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace ChatApp.Infrastructure.Events;

/// <summary>All kinds of stored events that this version knows.</summary>
internal static class EventKinds
{
    /// <summary>The kinds, ordered by number.</summary>
    public static IReadOnlyList<EventKind> All { get; } =
    [
        .. typeof(EventKinds).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(EventKind)))
            .Select(type => (EventKind)Activator.CreateInstance(type)!)
            .OrderBy(kind => kind.Number),
    ];

    private static readonly FrozenDictionary<Type, EventKind> ByType = All.ToFrozenDictionary(kind => kind.EventType);
    private static readonly FrozenDictionary<short, EventKind> ByNumber = All.ToFrozenDictionary(kind => kind.Number);

    /// <summary>The kind of an event.</summary>
    public static EventKind Of(StoredEvent storedEvent) => ByType[storedEvent.GetType()];

    /// <summary>Finds a kind by its number; false if a newer version has written it.</summary>
    public static bool TryFind(short number, [NotNullWhen(true)] out EventKind? kind) =>
        ByNumber.TryGetValue(number, out kind);

    /// <summary>The rows of an event: one for each stream that contains it.</summary>
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

    /// <summary>Restores the event from a row; null if this version does not know its kind.</summary>
    public static StoredEvent? Restore(ReadEventRow read) =>
        TryFind(read.Row.Kind, out var kind)
            ? kind.Restore(read, new StreamPosition(read.Row.UserId, read.Row.Number))
            : null;
}
