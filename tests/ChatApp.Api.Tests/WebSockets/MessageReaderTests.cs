using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Api.Tests.WebSockets;

/// <summary>The reader on its own pipe; a test controls how the bytes are split.</summary>
[TestFixture]
public sealed class MessageReaderTests
{
    private const uint Mask = 0x78_56_34_12;

    [Test]
    public async Task A_message_of_any_length_is_read_correctly_in_pieces(
        [Values(0, 1, 3, 31, 32, 33, 125, 126, 127, 4_095, 65_535, 65_536)] int length,
        [Values(1, 7, 1_000, 100_000)] int pieceLength)
    {
        var text = string.Create(length, 0, (chars, _) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = (char)('a' + (i % 26));
            }
        });
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);

        var writing = WriteAsync(pipe.Writer, Frame(0x81, Encoding.UTF8.GetBytes(text)), pieceLength);
        var received = await reader.ReadAsync();
        await writing;

        Assert.That(received.Kind, Is.EqualTo(ReceivedKind.Text));
        Assert.That(Encoding.UTF8.GetString(received.Payload.Span), Is.EqualTo(text));
    }

    [Test]
    public async Task Fragments_form_one_message()
    {
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);

        await pipe.Writer.WriteAsync((byte[])
            [
                .. Frame(0x01, "one "u8),
                .. Frame(0x00, []),
                .. Frame(0x89, "?"u8),
                .. Frame(0x80, "message"u8),
                .. Frame(0x81, "next"u8),
            ]);

        Assert.That((await reader.ReadAsync()).Kind, Is.EqualTo(ReceivedKind.Ping));
        Assert.That(TextOf(await reader.ReadAsync()), Is.EqualTo("one message"));
        Assert.That(TextOf(await reader.ReadAsync()), Is.EqualTo("next"));
    }

    [Test]
    public async Task A_message_of_too_many_frames_is_refused_even_if_they_are_empty()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);

        // One message with the maximum number of frames, then one with one more.
        foreach (var frames in new[] { SocketSettings.MessageLimits.Frames, SocketSettings.MessageLimits.Frames + 1 })
        {
            await pipe.Writer.WriteAsync(Frame(0x01, "x"u8));
            for (var i = 2; i < frames; i++)
            {
                await pipe.Writer.WriteAsync(Frame(0x00, []));
            }

            await pipe.Writer.WriteAsync(Frame(0x80, "y"u8));
        }

        Assert.That(TextOf(await reader.ReadAsync()), Is.EqualTo("xy"));
        var refused = await reader.ReadAsync();
        Assert.That((refused.Kind, refused.CloseWith), Is.EqualTo((ReceivedKind.Violation, CloseStatus.TooBig)));
    }

    [Test]
    public async Task A_frame_that_is_too_long_is_refused_and_skipped()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);
        var tooLong = Frame(0x81, new byte[SocketSettings.MaxMessageBytes + 1]);

        await pipe.Writer.WriteAsync(tooLong.AsMemory(0, 14));
        var received = await reader.ReadAsync();
        await pipe.Writer.WriteAsync(tooLong.AsMemory(14));
        await pipe.Writer.WriteAsync(Frame(0x81, "next"u8));

        Assert.That(received, Is.EqualTo(ReceivedMessage.Violation(CloseStatus.TooBig)));
        Assert.That(TextOf(await reader.ReadAsync()), Is.EqualTo("next"));
    }

    [Test]
    public async Task Fragments_with_too_many_bytes_in_total_are_refused()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);

        await pipe.Writer.WriteAsync(
            (byte[])[.. Frame(0x01, new byte[SocketSettings.MaxMessageBytes]), .. Frame(0x80, "x"u8)]);

        Assert.That(await reader.ReadAsync(), Is.EqualTo(ReceivedMessage.Violation(CloseStatus.TooBig)));
    }

    [Test]
    public async Task A_message_refused_in_its_first_fragment_is_skipped_completely()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);
        var tooLong = new byte[SocketSettings.MaxMessageBytes + 1];

        await pipe.Writer.WriteAsync((byte[])
            [
                .. Frame(0x01, tooLong),
                .. Frame(0x89, "?"u8),
                .. Frame(0x00, tooLong),
                .. Frame(0x80, "end"u8),
                .. Frame(0x81, "next"u8),
            ]);

        Assert.That(await reader.ReadAsync(), Is.EqualTo(ReceivedMessage.Violation(CloseStatus.TooBig)));
        Assert.That((await reader.ReadAsync()).Kind, Is.EqualTo(ReceivedKind.Ping));
        Assert.That(TextOf(await reader.ReadAsync()), Is.EqualTo("next"));
    }

    [Test]
    public async Task A_part_of_a_frame_counts_as_activity()
    {
        var time = new FakeTimeProvider();
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, time);
        var pipe = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits, heartbeat);
        var reading = reader.ReadAsync().AsTask();
        time.Advance(TimeSpan.FromSeconds(19));

        await pipe.Writer.WriteAsync(Frame(0x81, "slow"u8).AsMemory(0, 3));
        time.Advance(TimeSpan.FromSeconds(19));

        Assert.That(heartbeat.Check(), Is.EqualTo(HeartbeatVerdict.Fine));
        await pipe.Writer.CompleteAsync();
        await reading;
    }

    [Test]
    public async Task The_end_of_the_connection_within_a_frame_ends_the_reader()
    {
        var pipe = new Pipe();
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);

        await pipe.Writer.WriteAsync(Frame(0x81, "half"u8).AsMemory(0, 8));
        await pipe.Writer.CompleteAsync();

        Assert.That((await reader.ReadAsync()).Kind, Is.EqualTo(ReceivedKind.Gone));
    }

    private static string TextOf(ReceivedMessage message) => Encoding.UTF8.GetString(message.Payload.Span);

    private static async Task WriteAsync(PipeWriter output, byte[] bytes, int pieceLength)
    {
        for (var start = 0; start < bytes.Length; start += pieceLength)
        {
            await output.WriteAsync(bytes.AsMemory(start, Math.Min(pieceLength, bytes.Length - start)));
        }
    }

    /// <summary>A client frame, masked byte by byte as in RFC 6455, section 5.3.</summary>
    private static byte[] Frame(byte firstByte, ReadOnlySpan<byte> payload)
    {
        var mask = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(mask, Mask);
        byte[] length = payload.Length switch
        {
            <= 125 => [(byte)(0x80 | payload.Length)],
            <= ushort.MaxValue => [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ =>
            [
                0xFF, 0, 0, 0, 0,
                (byte)(payload.Length >> 24), (byte)(payload.Length >> 16),
                (byte)(payload.Length >> 8), (byte)payload.Length,
            ],
        };
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] ^= mask[i % mask.Length];
        }

        return [firstByte, .. length, .. mask, .. masked];
    }
}
