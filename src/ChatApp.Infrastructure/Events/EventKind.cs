using System.Text.Json;

namespace ChatApp.Infrastructure.Events;

/// <summary>A kind of stored event (contract, section 5). To add one, add a subclass: it is found.</summary>
/// <param name="number">Its number in the database: never change or reuse a number.</param>
/// <param name="wireName">Its <c>type</c> on the wire.</param>
/// <param name="summary">A description in one sentence.</param>
/// <param name="members">The type that defines its members on the wire, besides <c>type</c> and <c>cursor</c>.</param>
/// <param name="eventType">The class of its events.</param>
internal abstract class EventKind(short number, string wireName, string summary, Type members, Type eventType)
{
    public short Number => number;

    public string WireName => wireName;

    public string Summary => summary;

    public Type Members => members;

    public Type EventType => eventType;

    /// <summary>Whether sockets without <c>events=all</c> receive it too.</summary>
    public virtual bool IsForEverySocket => false;

    /// <summary>Whether earlier events show something else since this one.</summary>
    public virtual bool ChangesEarlier => false;

    /// <summary>Fills a row, whose user, number and kind are already set, with the data of the event.</summary>
    public abstract void Fill(EventRow row, StoredEvent storedEvent);

    public abstract StoredEvent Restore(ReadEventRow read, StreamPosition position);

    /// <summary>Writes the event as one JSON object, without its <c>cursor</c>.</summary>
    public abstract void Write(Utf8JsonWriter writer, StoredEvent storedEvent);
}
