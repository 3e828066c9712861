using System.Buffers.Binary;
using System.Text;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Infrastructure.Redis;

/// <summary>
/// Hints as they travel: the channel names the user, the payload says the rest. First byte: what it is. Then,
/// big-endian, the number of the newest event (8 bytes) or the session (16 bytes), and the seal. A kind that is not
/// known here is of a newer version and says nothing.
/// </summary>
internal sealed class HintCodec(RedisSeal seal)
{
    private const string Kind = "user:";
    private const byte Grown = 1;
    private const byte Closed = 2;

    /// <summary>The channel of a user, before which the connection puts the prefix.</summary>
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
                return seal.Seal(ChannelOf(hint.UserId), [Closed, .. closed.SessionId.ToByteArray(bigEndian: true)]);
            default:
                throw new NotSupportedException($"A hint of the type {hint.GetType().Name} cannot travel.");
        }
    }

    /// <summary>Reads a hint; null when it is none that this version knows, or not of this installation.</summary>
    /// <param name="channel">Name of the channel; a prefix that the connection adds does not matter.</param>
    /// <param name="payload">What came.</param>
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
            _ => null,
        };
    }
}
