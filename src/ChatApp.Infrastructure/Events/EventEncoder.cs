using System.Buffers;
using System.Text.Json;

namespace ChatApp.Infrastructure.Events;

/// <summary>
/// Writes events as JSON (contract, section 5). Only the cursor, added last, differs for each device.
/// </summary>
internal sealed class EventEncoder : IEventEncoder
{
    /// <summary>Length in bytes of the cursor and the closing brace.</summary>
    public static readonly int EndLength = Start.Length + StreamCursors.TextLength + Stop.Length;

    private static ReadOnlySpan<byte> Start => ",\"cursor\":\""u8;

    private static ReadOnlySpan<byte> Stop => "\"}"u8;

    public static EncodedEvent Encode(StoredEvent storedEvent)
    {
        var kind = EventKinds.Of(storedEvent);
        var json = ScratchJson.OfThread();
        kind.Write(json.Writer, storedEvent);
        return new EncodedEvent(
            kind.IsForEverySocket,
            kind.ChangesEarlier,
            json.Written()[..^1].ToArray(),
            (storedEvent as MessageSent)?.Message.CreatedAt);
    }

    /// <summary>Writes the end of an event into a span of <see cref="EndLength"/> bytes.</summary>
    public static void WriteEnd(Span<byte> end, Guid userId, long number, int epoch)
    {
        Start.CopyTo(end);
        StreamCursors.Write(end.Slice(Start.Length, StreamCursors.TextLength), userId, number, epoch);
        Stop.CopyTo(end[(Start.Length + StreamCursors.TextLength)..]);
    }

    public ReadOnlyMemory<byte> Encode(LoggedEvent logged, Guid userId, int epoch)
    {
        var shared = Encode(logged.Event!).Utf8;
        var frame = new byte[shared.Length + EndLength];
        shared.Span.CopyTo(frame);
        WriteEnd(frame.AsSpan(shared.Length), userId, logged.Number, epoch);
        return frame;
    }

    public byte[] EncodeRepeat(MessageDto message)
    {
        var json = ScratchJson.OfThread();
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("type"u8, "message"u8);
        MessageJson.WriteMembers(writer, message);
        writer.WriteBoolean("repeat"u8, true);
        writer.WriteEndObject();
        return json.Written().ToArray();
    }

    /// <summary>
    /// A JSON writer that its thread uses again, so that an event allocates its own bytes and no more. The feeds keep
    /// them for a while.
    /// </summary>
    private sealed class ScratchJson
    {
        [ThreadStatic]
        private static ScratchJson? _ofThread;

        private readonly ArrayBufferWriter<byte> _buffer = new();

        private ScratchJson() => Writer = new Utf8JsonWriter(_buffer, MessageJson.Options);

        public Utf8JsonWriter Writer { get; }

        /// <summary>The writer of this thread, empty. What was written before is gone.</summary>
        public static ScratchJson OfThread()
        {
            var scratch = _ofThread ??= new ScratchJson();
            scratch._buffer.ResetWrittenCount();
            scratch.Writer.Reset();
            return scratch;
        }

        public ReadOnlySpan<byte> Written()
        {
            Writer.Flush();
            return _buffer.WrittenSpan;
        }
    }
}

/// <summary>An event on the wire up to its cursor, without the closing brace, for all devices of all users.</summary>
/// <param name="AcceptedAt">When the server accepted the message; null for other events.</param>
internal sealed record EncodedEvent(
    bool IsForEverySocket, bool ChangesEarlier, ReadOnlyMemory<byte> Utf8, DateTimeOffset? AcceptedAt = null);
