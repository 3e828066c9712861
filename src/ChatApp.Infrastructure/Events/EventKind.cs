using System.Text.Json;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// A kind of stored event (contract, section 5): how it is kept in a row, and how it is written for a client. A new
/// kind is one class of this sort; <see cref="EventKinds"/> finds it.
/// </summary>
/// <param name="number">Its number in the database: never change or reuse one.</param>
/// <param name="wireName">Its <c>type</c> on the wire.</param>
/// <param name="summary">What it tells, in a sentence.</param>
/// <param name="members">The type whose members it has on the wire, beside <c>type</c> and <c>cursor</c>.</param>
/// <param name="eventType">The class of its events.</param>
internal abstract class EventKind(short number, string wireName, string summary, Type members, Type eventType)
{
    public short Number => number;

    public string WireName => wireName;

    public string Summary => summary;

    public Type Members => members;

    public Type EventType => eventType;

    /// <summary>Whether sockets without <c>events=all</c> get it too.</summary>
    public virtual bool IsForEverySocket => false;

    /// <summary>Fills a row with what the event is about. Its user, number and kind are set already.</summary>
    public abstract void Fill(EventRow row, StoredEvent storedEvent);

    /// <summary>The event of a row.</summary>
    public abstract StoredEvent Restore(ReadEventRow read, StreamPosition position);

    /// <summary>Writes the event as one JSON object, without its <c>cursor</c>.</summary>
    public abstract void Write(Utf8JsonWriter writer, StoredEvent storedEvent);
}
