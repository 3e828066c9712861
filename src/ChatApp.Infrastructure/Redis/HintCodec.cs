using System.Buffers.Binary;
using System.Diagnostics;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Encodes hints. The channel names the user; the payload has a byte for the kind, then, big-endian, the number of the
/// newest event (8 bytes), the id of the session (16 bytes), or the id of the sending node (16 bytes) and either a
/// signal in JSON or the number of an event and its traceparent (8, 16, 8 and 1 bytes), then the seal.
/// </summary>
/// <remarks>
/// A node subscribes to the channels of its users, so it receives its own hints too. It ignores its own signals, which
/// its devices have already, and its own traces; the other hints do no harm twice. A version that does not know a kind
/// ignores it, and the traced ones come in addition to the others.
/// </remarks>
internal sealed class HintCodec(RedisSeal seal)
{
    private const string Kind = "user:";
    private const byte Grown = 1;
    private const byte Closed = 2;

    // An earlier version used 3.
    private const byte Signal = 4;
    private const byte Traced = 5;

    private const int IdLength = 16;
    private const int TraceIdLength = 16;
    private const int SpanIdLength = 8;
    private const int TracedLength = IdLength + sizeof(long) + TraceIdLength + SpanIdLength + 1;

    private readonly byte[] _node = Guid.CreateVersion7().ToByteArray(bigEndian: true);

    /// <summary>The channel of a user, without the prefix that the connection adds.</summary>
    public static string ChannelOf(Guid userId) => $"{Kind}{userId:N}";

    public byte[] Encode(Hint hint)
    {
        switch (hint)
        {
            case StreamGrown grown:
                Span<byte> number = stackalloc byte[1 + sizeof(long)];
                number[0] = Grown;
                BinaryPrimitives.WriteInt64BigEndian(number[1..], grown.Head);
                return seal.Seal(ChannelOf(hint.UserId), number);
            case SessionClosed closed:
                return Seal(hint, [Closed, .. Bytes(closed.SessionId)]);
            case StreamTraced traced:
                return Seal(hint, Bytes(traced));
            case SignalSent sent:
                return Seal(hint, [Signal, .. _node, .. sent.Json.Span]);
            default:
                throw new NotSupportedException($"A hint of the type {hint.GetType().Name} has no encoding.");
        }
    }

    /// <summary>Null for an unknown kind (of a newer version), an own signal, or a foreign seal.</summary>
    public Hint? Decode(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> payload)
    {
        const int IdTextLength = 32;
        if (channel.Length < IdTextLength
            || !Guid.TryParseExact(Encoding.ASCII.GetString(channel[^IdTextLength..]), "N", out var userId)
            || !seal.TryOpen(ChannelOf(userId), payload, out var content))
        {
            return null;
        }

        return content switch
        {
            [Grown, .. { Length: sizeof(long) } number] =>
                new StreamGrown(userId, BinaryPrimitives.ReadInt64BigEndian(number)),
            [Closed, .. { Length: IdLength } session] =>
                new SessionClosed(userId, new Guid(session, bigEndian: true)),
            [Traced, .. { Length: TracedLength } traced] when !traced[..IdLength].SequenceEqual(_node) =>
                TracedOf(userId, traced[IdLength..]),
            [Signal, .. { Length: > IdLength } sent] when !sent[..IdLength].SequenceEqual(_node) =>
                new SignalSent(userId, sent[IdLength..].ToArray()),
            _ => null,
        };
    }

    private byte[] Bytes(StreamTraced hint)
    {
        var bytes = new byte[1 + TracedLength];
        bytes[0] = Traced;
        _node.CopyTo(bytes, 1);
        var rest = bytes.AsSpan(1 + IdLength);
        BinaryPrimitives.WriteInt64BigEndian(rest, hint.Head);
        hint.Trace.TraceId.CopyTo(rest.Slice(sizeof(long), TraceIdLength));
        hint.Trace.SpanId.CopyTo(rest.Slice(sizeof(long) + TraceIdLength, SpanIdLength));
        rest[^1] = (byte)hint.Trace.TraceFlags;
        return bytes;
    }

    private static StreamTraced TracedOf(Guid userId, ReadOnlySpan<byte> bytes)
    {
        var trace = bytes[sizeof(long)..];
        return new StreamTraced(
            userId,
            BinaryPrimitives.ReadInt64BigEndian(bytes),
            new ActivityContext(
                ActivityTraceId.CreateFromBytes(trace[..TraceIdLength]),
                ActivitySpanId.CreateFromBytes(trace.Slice(TraceIdLength, SpanIdLength)),
                (ActivityTraceFlags)trace[^1],
                isRemote: true));
    }

    private byte[] Seal(Hint hint, byte[] content) => seal.Seal(ChannelOf(hint.UserId), content);

    private static byte[] Bytes(Guid id) => id.ToByteArray(bigEndian: true);
}
