using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>Writes frames as a server sends them: not fragmented and not masked (RFC 6455, section 5.1).</summary>
internal static class FrameWriter
{
    private const byte FinalBit = 0x80;
    private const int MaxHeaderLength = 10;

    /// <summary>Writes a frame, which the next flush sends. Its payload may be in two parts.</summary>
    public static void Write(
        IBufferWriter<byte> output, Opcode opcode, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> rest = default)
    {
        var length = payload.Length + rest.Length;
        var header = output.GetSpan(MaxHeaderLength);
        header[0] = (byte)(FinalBit | (byte)opcode);
        switch (length)
        {
            case <= 125:
                header[1] = (byte)length;
                output.Advance(2);
                break;
            case <= ushort.MaxValue:
                header[1] = 126;
                BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)length);
                output.Advance(2 + sizeof(ushort));
                break;
            default:
                header[1] = 127;
                BinaryPrimitives.WriteUInt64BigEndian(header[2..], (ulong)length);
                output.Advance(MaxHeaderLength);
                break;
        }

        output.Write(payload);
        output.Write(rest);
    }

    /// <summary>Writes a close frame. The reason is ASCII.</summary>
    public static void WriteClose(IBufferWriter<byte> output, int code, string reason)
    {
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        var reasonLength = Encoding.ASCII.GetBytes(reason, payload[2..]);
        Write(output, Opcode.Close, payload[..(2 + reasonLength)]);
    }
}
