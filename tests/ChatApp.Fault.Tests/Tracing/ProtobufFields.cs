using System.Buffers.Binary;
using System.Collections;

namespace ChatApp.Fault.Tests.Tracing;

/// <summary>The fields of a message in protobuf's wire format, in order.</summary>
internal sealed class ProtobufFields(ReadOnlyMemory<byte> message)
    : IEnumerable<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)>
{
    private const int Varint = 0;
    private const int EightBytes = 1;
    private const int Length = 2;
    private const int FourBytes = 5;

    /// <summary>The submessages, texts or bytes of a field.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> All(int number) =>
        this.Where(field => field.Number == number).Select(field => field.Bytes);

    public IEnumerator<(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)> GetEnumerator()
    {
        var rest = message;
        while (rest.Length > 0)
        {
            var key = ReadVarint(ref rest);
            var (number, type) = ((int)(key >> 3), (int)(key & 7));
            switch (type)
            {
                case Varint:
                    yield return (number, ReadVarint(ref rest), default);
                    break;
                case EightBytes:
                    yield return (number, BinaryPrimitives.ReadUInt64LittleEndian(rest.Span), default);
                    rest = rest[sizeof(ulong)..];
                    break;
                case Length:
                    var length = (int)ReadVarint(ref rest);
                    yield return (number, 0, rest[..length]);
                    rest = rest[length..];
                    break;
                case FourBytes:
                    yield return (number, BinaryPrimitives.ReadUInt32LittleEndian(rest.Span), default);
                    rest = rest[sizeof(uint)..];
                    break;
                default:
                    throw new InvalidDataException($"A field has the wire type {type}.");
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static ulong ReadVarint(ref ReadOnlyMemory<byte> rest)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = rest.Span[0];
            rest = rest[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
