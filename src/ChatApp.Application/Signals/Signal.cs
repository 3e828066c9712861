using System.Buffers;
using System.Text.Json;
using ChatApp.Application.Messages;

namespace ChatApp.Application.Signals;

/// <summary>
/// An event that is not stored (contract, section 5): connected devices with <c>events=all</c> get it, others never do.
/// Only its kind knows what is in it: all others pass on its JSON.
/// </summary>
/// <param name="UserId">The user whom it is about.</param>
public abstract record Signal(Guid UserId)
{
    /// <summary>Its <c>type</c> on the wire.</summary>
    public abstract string Type { get; }

    /// <summary>Encodes it, once for all its recipients.</summary>
    public EncodedSignal Encode()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, MessageJson.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, Type);
        writer.WriteString("user_id"u8, UserId);
        WriteMembers(writer);
        writer.WriteEndObject();
        writer.Flush();
        return new EncodedSignal(Type, UserId, buffer.WrittenMemory);
    }

    /// <summary>Writes what else it has.</summary>
    protected virtual void WriteMembers(Utf8JsonWriter writer)
    {
    }
}

/// <summary>A signal as it is sent.</summary>
/// <param name="Type">Its <c>type</c>.</param>
/// <param name="UserId">The user whom it is about.</param>
/// <param name="Json">The signal as JSON in UTF-8.</param>
public readonly record struct EncodedSignal(string Type, Guid UserId, ReadOnlyMemory<byte> Json);

/// <summary>
/// Sends signals to connected devices on all nodes. It returns at once and never fails; a signal may be lost.
/// </summary>
public interface ISignalPublisher
{
    /// <summary>Sends a signal to the devices of a user.</summary>
    void Publish(Guid recipientId, EncodedSignal signal);
}
