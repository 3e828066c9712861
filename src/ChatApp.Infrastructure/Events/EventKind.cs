using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ChatApp.Domain.Events;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// A kind of stored event (contract, section 5): how it is kept in a row, and how it is written for a client. A new
/// kind is one class of this sort; <see cref="EventKinds"/> finds it.
/// </summary>
internal abstract class EventKind
{
    /// <summary>Its number in the database: never change or reuse one.</summary>
    public abstract short Number { get; }

    /// <summary>Its <c>type</c> on the wire.</summary>
    public abstract string WireName { get; }

    /// <summary>What it tells, in a sentence.</summary>
    public abstract string Summary { get; }

    /// <summary>The type whose members it has on the wire, beside <c>type</c> and <c>cursor</c>.</summary>
    public abstract Type Members { get; }

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

/// <summary>A kind that is written as a record of its own, by source-generated code.</summary>
/// <typeparam name="TEvent">The class of its events.</typeparam>
/// <typeparam name="TWire">The record; its first member is <c>type</c>.</typeparam>
internal abstract class EventKind<TEvent, TWire> : EventKind<TEvent>
    where TEvent : StoredEvent
{
    public sealed override Type Members => typeof(TWire);

    /// <summary>How the record is written.</summary>
    protected abstract JsonTypeInfo<TWire> Json { get; }

    protected abstract TWire ToWire(TEvent storedEvent);

    protected sealed override void Write(Utf8JsonWriter writer, TEvent storedEvent) =>
        JsonSerializer.Serialize(writer, ToWire(storedEvent), Json);
}
