using System.Buffers;
using System.Buffers.Binary;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>The header of a client's frame (RFC 6455, section 5.2).</summary>
/// <param name="Opcode">The type of the frame; may be an opcode that the RFC does not define.</param>
/// <param name="Mask">The masking key, its bytes in the order of the wire.</param>
/// <param name="IsWellFormed">Whether the RFC allows a client to send such a header.</param>
internal readonly record struct FrameHeader(
    Opcode Opcode, bool IsFinal, long PayloadLength, uint Mask, bool IsWellFormed)
{
    /// <summary>Largest payload of a control frame, in bytes.</summary>
    public const int MaxControlPayload = 125;

    private const int MaxLength = 14;
    private const byte FinalBit = 0x80;
    private const byte ReservedBits = 0x70;
    private const byte OpcodeBits = 0x0F;
    private const byte MaskBit = 0x80;
    private const byte LengthBits = 0x7F;
    private const byte LengthIn16Bits = 126;
    private const byte LengthIn64Bits = 127;

    public bool IsControl => Opcode >= Opcode.Close;

    /// <summary>Reads the header at the beginning of the received bytes; false if it is not complete yet.</summary>
    public static bool TryRead(in ReadOnlySequence<byte> buffer, out FrameHeader header, out int length)
    {
        if (buffer.FirstSpan.Length >= MaxLength || buffer.IsSingleSegment)
        {
            return TryRead(buffer.FirstSpan, out header, out length);
        }

        Span<byte> start = stackalloc byte[MaxLength];
        start = start[..(int)Math.Min(buffer.Length, MaxLength)];
        buffer.Slice(0, start.Length).CopyTo(start);
        return TryRead(start, out header, out length);
    }

    private static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHeader header, out int length)
    {
        (header, length) = (default, 2);
        if (bytes.Length < length)
        {
            return false;
        }

        var isMasked = (bytes[1] & MaskBit) != 0;
        var shortLength = bytes[1] & LengthBits;
        var lengthBytes = shortLength switch
        {
            LengthIn16Bits => sizeof(ushort),
            LengthIn64Bits => sizeof(ulong),
            _ => 0,
        };
        var maskStart = length + lengthBytes;
        length = maskStart + (isMasked ? sizeof(uint) : 0);
        if (bytes.Length < length)
        {
            return false;
        }

        var payloadLength = lengthBytes switch
        {
            sizeof(ushort) => BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]),
            sizeof(ulong) => BinaryPrimitives.ReadInt64BigEndian(bytes[2..]),
            _ => shortLength,
        };
        var opcode = (Opcode)(bytes[0] & OpcodeBits);
        var isFinal = (bytes[0] & FinalBit) != 0;
        var isWellFormed = isMasked
            && (bytes[0] & ReservedBits) == 0
            && lengthBytes switch
            {
                0 => true,
                sizeof(ushort) => payloadLength >= LengthIn16Bits,
                _ => payloadLength > ushort.MaxValue,
            }
            && opcode is <= Opcode.Binary or (>= Opcode.Close and <= Opcode.Pong)
            && (opcode < Opcode.Close || (isFinal && payloadLength <= MaxControlPayload));
        header = new FrameHeader(
            opcode, isFinal, payloadLength, isMasked ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[maskStart..]) : 0,
            isWellFormed);
        return true;
    }
}

/// <summary>The type of a frame (RFC 6455, section 5.2).</summary>
internal enum Opcode : byte
{
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}
