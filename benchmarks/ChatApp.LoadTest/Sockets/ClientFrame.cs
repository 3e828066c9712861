using System.Buffers.Binary;

namespace ChatApp.LoadTest.Sockets;

/// <summary>Frames as a client sends them: final, masked.</summary>
internal static class ClientFrame
{
    private const byte Final = 0x80;
    private const byte Masked = 0x80;
    private const int LargestShortLength = 125;
    private const byte TwoByteLength = 126;
    private const int MaskLength = 4;

    public static int HeaderLength(int payloadLength) => (payloadLength <= LargestShortLength ? 2 : 4) + MaskLength;

    public static byte[] Build(Opcode opcode, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> mask)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payload.Length, ushort.MaxValue);
        var header = HeaderLength(payload.Length);
        var frame = new byte[header + payload.Length];
        frame[0] = (byte)(Final | (byte)opcode);
        if (payload.Length <= LargestShortLength)
        {
            frame[1] = (byte)(Masked | payload.Length);
        }
        else
        {
            frame[1] = Masked | TwoByteLength;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }

        mask.CopyTo(frame.AsSpan(header - MaskLength));
        for (var i = 0; i < payload.Length; i++)
        {
            frame[header + i] = (byte)(payload[i] ^ mask[i % MaskLength]);
        }

        return frame;
    }
}
