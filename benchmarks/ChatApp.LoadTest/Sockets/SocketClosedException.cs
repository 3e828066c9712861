using System.Buffers.Binary;
using System.Text;

namespace ChatApp.LoadTest.Sockets;

/// <summary>The server ended the socket, with a close frame or without.</summary>
/// <param name="code">The code of the close frame; null without one.</param>
internal sealed class SocketClosedException(string message, int? code = null) : Exception(message)
{
    public int? Code => code;

    public static SocketClosedException From(ReadOnlySpan<byte> closePayload)
    {
        if (closePayload.Length < 2)
        {
            return new SocketClosedException("The server closed a socket without a code.");
        }

        var (code, reason) =
            (BinaryPrimitives.ReadUInt16BigEndian(closePayload), Encoding.UTF8.GetString(closePayload[2..]));
        return new SocketClosedException($"The server closed a socket with {code} {reason}", code);
    }
}
