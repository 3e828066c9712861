using System.Buffers.Binary;
using FsCheck;
using FsCheck.Fluent;
using static ChatApp.Fuzz.Tests.Inputs.JsonGen;

namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>Valid and invalid data that a client can send over an open socket.</summary>
internal sealed class FrameGen(Known known)
{
    private const byte Final = 0x80;
    private const byte Text = 0x1;
    private const byte Ping = 0x9;

    /// <summary>Well-formed frames with any content.</summary>
    public Gen<Input> WellFormed =>
        from frames in Gen.NonEmptyListOf(Message).Resize(6)
        select new Input(InputKind.Frames, "frames", [.. frames.SelectMany(bytes => bytes)]);

    /// <summary>Frames that violate RFC 6455: random header bits, or random changed bytes.</summary>
    public Gen<Input> Broken => Gen.OneOf(WellFormed.Select(input => input.Bytes).Mutated(), AnyHeaders)
        .Select(bytes => new Input(InputKind.BrokenFrames, "broken frames", bytes));

    private Gen<byte[]> Message => Gen.Frequency(
        (12, Json.Select(payload => Frame(Final | Text, payload, 0x12345678))),
        (3, from payload in Json from cut in Gen.Choose(0, 1_000) select Fragments(payload, cut)),
        (2, from payload in Gen.Elements(Nasty.Bytes) select Frame(Final | Text, payload, 0)),
        (1, from payload in Gen.Elements(Nasty.Bytes) select Frame(Final | Ping, payload, 0xFFFFFFFF)),
        (1, from size in Gen.Elements(65_535, 65_536, 65_537, 70_000) select Frame(Final | Text, Padded(size), 1)),
        (1, from opcode in Gen.Elements(0x2, 0x8, 0xA)
            from payload in Gen.Elements(Nasty.Bytes)
            select Frame((byte)(Final | opcode), payload, 7)));

    private Gen<byte[]> Json => Gen.Frequency(
        (6, Document(
            ("type", ["\"message\""]),
            ("recipient_id", [$"\"{known.PeerId}\"", $"\"{known.UserId}\""]),
            ("content", ["\"Hello!\""]),
            ("client_message_id", ["null", $"\"{known.MessageId}\""]),
            ("reply_to_id", ["null", $"\"{known.MessageId}\""]),
            ("data", ["null", "{}", """{"a":[1e400,"x"]}"""]))),
        (3, Document(
            ("type", ["\"read\""]),
            ("user_id", [$"\"{known.PeerId}\""]),
            ("message_id", [$"\"{known.MessageId}\""]))),
        (1, Document(("type", ["\"ping\"", "\"typing\"", "\"delivered\"", "\"\""]))));

    private static Gen<byte[]> AnyHeaders =>
        from frames in Gen.NonEmptyListOf(
            from first in Gen.Choose(0, 255)
            from second in Gen.Choose(0, 255)
            from rest in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value)).Resize(200)
            select (byte[])[(byte)first, (byte)second, .. rest]).Resize(5)
        select frames.SelectMany(bytes => bytes).ToArray();

    private static byte[] Padded(int size) =>
        [.. "{\"type\":\"ping\",\"x\":\""u8, .. Enumerable.Repeat((byte)'x', size - 22), .. "\"}"u8];

    private static byte[] Fragments(byte[] payload, int cut)
    {
        var index = payload.Length * cut / 1_000;
        return
        [
            .. Frame(Text, payload.AsSpan(0, index), 3),
            .. Frame(Final | Ping, "?"u8, 4),
            .. Frame(Final, payload.AsSpan(index), 5),
        ];
    }

    /// <summary>A masked client frame.</summary>
    internal static byte[] Frame(byte firstByte, ReadOnlySpan<byte> payload, uint mask)
    {
        Span<byte> key = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(key, mask);
        var masked = payload.ToArray();
        for (var i = 0; i < masked.Length; i++)
        {
            masked[i] ^= key[i % key.Length];
        }

        Span<byte> length = stackalloc byte[9];
        if (payload.Length <= 125)
        {
            length[0] = (byte)(0x80 | payload.Length);
            length = length[..1];
        }
        else if (payload.Length <= ushort.MaxValue)
        {
            length[0] = 0xFE;
            BinaryPrimitives.WriteUInt16BigEndian(length[1..], (ushort)payload.Length);
            length = length[..3];
        }
        else
        {
            length[0] = 0xFF;
            BinaryPrimitives.WriteUInt64BigEndian(length[1..], (ulong)payload.Length);
        }

        return [firstByte, .. length, .. key, .. masked];
    }
}
