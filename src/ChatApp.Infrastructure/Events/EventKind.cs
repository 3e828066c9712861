using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// A kind of stored event (contract, section 5): how it is stored in a row and how it is written for a client. To add a
/// kind, add a subclass; <see cref="EventKinds"/> finds it.
/// </summary>
internal abstract class EventKind
{
    /// <summary>Its number in the database. Never change or reuse a number.</summary>
    public abstract short Number { get; }

    /// <summary>Its <c>type</c> on the wire.</summary>
    public abstract string WireName { get; }

    /// <summary>A description in one sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>The type that defines its members on the wire, besides <c>type</c> and <c>cursor</c>.</summary>
    public abstract Type Members { get; }

    /// <summary>The class of its events.</summary>
    public abstract Type EventType { get; }

    /// <summary>Whether sockets without <c>events=all</c> receive it too.</summary>
    public virtual bool IsForEverySocket => false;

    /// <summary>Fills a row with the data of the event. The user, number and kind are already set.</summary>
    public abstract void Fill(EventRow row, StoredEvent storedEvent);

    /// <summary>Restores the event from a row.</summary>
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

/// <summary>A kind with its own record for the wire, which source-generated code writes.</summary>
/// <typeparam name="TEvent">The class of its events.</typeparam>
/// <typeparam name="TWire">The record; its first member is <c>type</c>.</typeparam>
internal abstract class EventKind<TEvent, TWire> : EventKind<TEvent>
    where TEvent : StoredEvent
{
    public sealed override Type Members => typeof(TWire);

    /// <summary>Serialization metadata of the record.</summary>
    protected abstract JsonTypeInfo<TWire> Json { get; }

    protected abstract TWire ToWire(TEvent storedEvent);

    protected sealed override void Write(Utf8JsonWriter writer, TEvent storedEvent) =>
        JsonSerializer.Serialize(writer, ToWire(storedEvent), Json);
}
