using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>Removes the mask from a client's payload (RFC 6455, section 5.3).</summary>
internal static class Masking
{
    /// <summary>Copies a payload, unmasked, into a destination of equal length.</summary>
    public static void CopyUnmasked(in ReadOnlySequence<byte> payload, uint mask, Span<byte> destination)
    {
        payload.CopyTo(destination);
        if (mask == 0)
        {
            return;
        }

        var wide = new Vector<uint>(mask);
        while (destination.Length >= Vector<byte>.Count)
        {
            (new Vector<byte>(destination) ^ Vector.AsVectorByte(wide)).CopyTo(destination);
            destination = destination[Vector<byte>.Count..];
        }

        // A vector is a multiple of the mask's four bytes, so the rest begins with the mask's first byte.
        var bytes = MemoryMarshal.AsBytes(new Span<uint>(ref mask));
        for (var i = 0; i < destination.Length; i++)
        {
            destination[i] ^= bytes[i % sizeof(uint)];
        }
    }
}
