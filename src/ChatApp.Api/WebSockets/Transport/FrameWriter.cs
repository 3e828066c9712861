using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>Writes frames as a server sends them: not fragmented and not masked (RFC 6455, section 5.1).</summary>
internal static class FrameWriter
{
    private const byte FinalBit = 0x80;
    private const int MaxHeaderLength = 10;

    /// <summary>Adds a frame to what goes out with the next flush.</summary>
    public static void Write(IBufferWriter<byte> output, Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var header = output.GetSpan(MaxHeaderLength);
        header[0] = (byte)(FinalBit | (byte)opcode);
        switch (payload.Length)
        {
            case <= 125:
                header[1] = (byte)payload.Length;
                output.Advance(2);
                break;
            case <= ushort.MaxValue:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)payload.Length);
                output.Advance(2 + sizeof(ushort));
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)payload.Length);
                output.Advance(MaxHeaderLength);
                break;
        }

        output.Write(payload);
    }

    /// <summary>Adds a close frame.</summary>
    /// <param name="output">Where it is written.</param>
    /// <param name="code">The close code.</param>
    /// <param name="reason">Its name, in ASCII.</param>
    public static void WriteClose(IBufferWriter<byte> output, int code, string reason)
    {
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        var reasonLength = Encoding.ASCII.GetBytes(reason, payload[2..]);
        Write(output, Opcode.Close, payload[..(2 + reasonLength)]);
    }
}
