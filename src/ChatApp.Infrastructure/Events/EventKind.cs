using System.Text.Json;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// A kind of stored event (contract, section 5): how it is kept in a row, and how it is written for a client. A new kind
/// is one class of this sort; <see cref="EventKinds"/> finds it.
/// </summary>
internal abstract class EventKind
{
    /// <summary>Its number in the database: never change or reuse one.</summary>
    public abstract short Number { get; }

    /// <summary>The class of its events.</summary>
    public abstract Type EventType { get; }

    /// <summary>Whether sockets without <c>events=all</c> get it too.</summary>
    public virtual bool IsForEverySocket => false;

    /// <summary>Fills a row with what the event is about. Its user, number and kind are set already.</summary>
    public abstract void Fill(EventRow row, StoredEvent storedEvent);

    /// <summary>The event of a row.</summary>
    public abstract StoredEvent Restore(ReadEventRow read, StreamPosition position);

    /// <summary>Writes the event as one JSON object, without its <c>cursor</c>.</summary>
    public abstract void Write(Utf8JsonWriter writer, StoredEvent storedEvent);
}

/// <inheritdoc/>
/// <typeparam name="TEvent">The class of its events.</typeparam>
internal abstract class EventKind<TEvent> : EventKind
    where TEvent : StoredEvent
{
    public sealed override Type EventType => typeof(TEvent);

    public sealed override void Fill(EventRow row, StoredEvent storedEvent) => Fill(row, (TEvent)storedEvent);

    public sealed override void Write(Utf8JsonWriter writer, StoredEvent storedEvent) =>
        Write(writer, (TEvent)storedEvent);

    protected abstract void Fill(EventRow row, TEvent storedEvent);

    protected abstract void Write(Utf8JsonWriter writer, TEvent storedEvent);
}
