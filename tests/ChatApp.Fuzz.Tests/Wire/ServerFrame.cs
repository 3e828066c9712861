using System.Buffers.Binary;

namespace ChatApp.Fuzz.Tests.Wire;

/// <summary>A frame from the server.</summary>
internal sealed record ServerFrame(int Opcode, byte[] Payload)
{
    public const int Text = 0x1;
    public const int Close = 0x8;
    public const int Ping = 0x9;
    public const int Pong = 0xA;

    /// <summary>The code of a close frame; 1005 if it has none (RFC 6455, section 7.4.1).</summary>
    public int CloseCode => Payload.Length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(Payload) : 1005;

    /// <summary>Reads a frame; null at the end of the connection.</summary>
    public static async Task<ServerFrame?> ReadAsync(Connection connection, CancellationToken cancellationToken)
    {
        var first = await connection.ReadByteAsync(cancellationToken);
        if (first < 0)
        {
            return null;
        }

        var length = (await connection.ReadAsync(1, cancellationToken))[0] switch
        {
            126 => BinaryPrimitives.ReadUInt16BigEndian(await connection.ReadAsync(2, cancellationToken)),
            127 => checked((int)BinaryPrimitives.ReadUInt64BigEndian(await connection.ReadAsync(8, cancellationToken))),
            var small and < 126 => small,
            var masked => throw new FormatException($"A server's frame with a mask: {masked}"),
        };
        return (first & 0xF0) == 0x80
            ? new ServerFrame(first & 0x0F, await connection.ReadAsync(length, cancellationToken))
            : throw new FormatException($"A server's frame begins with {first:x2}");
    }
}
