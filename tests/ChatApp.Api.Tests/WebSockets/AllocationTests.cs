using System.Buffers;
using System.IO.Pipelines;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Api.Tests.WebSockets;

/// <summary>
/// The allocations of a message on its way through a socket: exact numbers that do not depend on the machine's load.
/// </summary>
[TestFixture]
public sealed class AllocationTests
{
    private const int WarmUp = 200;
    private const int Frames = 1_000;

    private static readonly byte[] Message =
        ("""{"recipient_id":"01a2097e-cfcd-77a4-b309-efa6c05b03e1","content":"sixty-four bytes of text, """u8
            + """which is what the load test sends, more """u8
            + """or less","client_message_id":"01a2097e-d3a9-7040-997c-b91f04f6e576"}"""u8)
            .ToArray();

    [Test]
    public async Task Receiving_a_frame_allocates_nothing()
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        using var reader = new MessageReader(pipe.Reader, SocketSettings.MessageLimits);
        for (var i = 0; i < WarmUp + Frames; i++)
        {
            // An unmasked text with a mask of zeros.
            pipe.Writer.Write((byte[])[0x81, 0xFE, (byte)(Message.Length >> 8), (byte)Message.Length, 0, 0, 0, 0]);
            pipe.Writer.Write(Message);
        }

        await pipe.Writer.FlushAsync();

        // All bytes are available, so no read waits, and this stays on one thread.
        for (var i = 0; i < WarmUp; i++)
        {
            await reader.ReadAsync();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Frames; i++)
        {
            await reader.ReadAsync();
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / Frames, Is.LessThan(8));
    }

    [Test]
    public void Parsing_a_message_allocates_only_its_frame_and_its_text() =>
        Assert.That(PerCall(() => FrameParser.Parse(Message)), Is.LessThan(400));

    [Test]
    public void Writing_an_event_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>((WarmUp + Frames) * (Message.Length + 16));

        Assert.That(PerCall(() => FrameWriter.Write(output, Opcode.Text, Message)), Is.LessThan(8));
    }

    /// <summary>The bytes that a call allocates on this thread after a warm-up.</summary>
    private static long PerCall(Action call)
    {
        for (var i = 0; i < WarmUp; i++)
        {
            call();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Frames; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / Frames;
    }
}
