using System.Buffers.Binary;
using ChatApp.Application.Signals;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Encodes hints. The channel names the user; the payload has a byte for the kind, then, big-endian, the number of the
/// newest event (8 bytes), the id of the session (16 bytes) or of the user who is typing (16 bytes), then the seal.
/// </summary>
internal sealed class HintCodec(RedisSeal seal)
{
    private const string Kind = "user:";
    private const byte Grown = 1;
    private const byte Closed = 2;
    private const byte IsTyping = 3;

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
                return Encode(hint, Closed, closed.SessionId);
            case SignalSent { Signal: Typing typing }:
                return Encode(hint, IsTyping, typing.UserId);
            default:
                throw new NotSupportedException($"A hint of the type {hint.GetType().Name} has no encoding.");
        }
    }

    /// <summary>Null if the kind is unknown (of a newer version) or the seal is not of this installation.</summary>
    public Hint? Decode(ReadOnlySpan<byte> channel, ReadOnlySpan<byte> payload)
    {
        const int IdLength = 32;
        if (channel.Length < IdLength
            || !Guid.TryParseExact(Encoding.ASCII.GetString(channel[^IdLength..]), "N", out var userId)
            || !seal.TryOpen(ChannelOf(userId), payload, out var content))
        {
            return null;
        }

        return content switch
        {
            [Grown, .. { Length: sizeof(long) } number] =>
                new StreamGrown(userId, BinaryPrimitives.ReadInt64BigEndian(number)),
            [Closed, .. { Length: 16 } session] => new SessionClosed(userId, new Guid(session, bigEndian: true)),
            [IsTyping, .. { Length: 16 } writer] =>
                new SignalSent(userId, new Typing(new Guid(writer, bigEndian: true))),
            _ => null,
        };
    }

    private byte[] Encode(Hint hint, byte kind, Guid id) =>
        seal.Seal(ChannelOf(hint.UserId), [kind, .. id.ToByteArray(bigEndian: true)]);
}
