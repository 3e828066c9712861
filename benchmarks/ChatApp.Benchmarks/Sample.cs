using System.Buffers.Binary;
using System.Text;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Benchmarks;

/// <summary>The message of the load test: 64 bytes of text from one user to another.</summary>
internal static class Sample
{
    public const string Text64 = "The ferry leaves at seven, so let us meet at the harbour by six.";

    public static readonly Guid Alice = Guid.Parse("01a2097e-cfcd-77a4-b309-efa6c05b03e1");
    public static readonly Guid Bob = Guid.Parse("01a2097e-cfcd-77a4-b309-efa6c05b03e2");
    public static readonly Guid ClientMessageId = Guid.Parse("01a2097e-d3a9-7040-997c-b91f04f6e576");

    /// <summary>What a client sends.</summary>
    public static byte[] Json(int textLength) => Encoding.UTF8.GetBytes(
        $$"""{"recipient_id":"{{Bob}}","content":"{{Text(textLength)}}","client_message_id":"{{ClientMessageId}}"}""");

    /// <summary>The same as a frame, masked as clients must.</summary>
    public static byte[] ClientFrame(ReadOnlySpan<byte> payload)
    {
        const int headerLength = 8;
        ReadOnlySpan<byte> mask = [0x37, 0xFA, 0x21, 0x3D];
        var frame = new byte[headerLength + payload.Length];
        (frame[0], frame[1]) = (0x81, 0x80 | 126);
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        mask.CopyTo(frame.AsSpan(4));
        for (var i = 0; i < payload.Length; i++)
        {
            frame[headerLength + i] = (byte)(payload[i] ^ mask[i % mask.Length]);
        }

        return frame;
    }

    /// <summary>The event that comes of it: the fifth of Alice's stream, the ninth of Bob's.</summary>
    public static MessageSent Sent(int textLength)
    {
        var message = new Message
        {
            Id = Guid.CreateVersion7(),
            ConversationId = Guid.CreateVersion7(),
            Seq = 17,
            SenderId = Alice,
            RecipientId = Bob,
            Content = Text(textLength),
            CreatedAt = TimeProvider.System.GetUtcNow(),
            ClientMessageId = ClientMessageId,
            SentByFirst = 9,
        };
        return new MessageSent(message, "alice", [new StreamPosition(Alice, 5), new StreamPosition(Bob, 9)]);
    }

    public const int Epoch = 7;

    public static StreamCursors Cursors() => new(new NoLog());

    private static string Text(int length) =>
        string.Concat(Enumerable.Repeat(Text64, (length / Text64.Length) + 1))[..length];

    /// <summary>Only its epoch is asked for: what is measured here never reads the database.</summary>
    internal sealed class NoLog : IEventLog
    {
        public int Epoch => Sample.Epoch;

        public Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<Result<Page<LoggedEvent>>> ReadAsync(
            Guid userId, long after, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
