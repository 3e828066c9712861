using System.Buffers.Binary;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Sockets;

/// <summary>
/// The received bytes of one socket, cut into frames in place. Belongs to the receive loop; a payload is valid until
/// the next read.
/// </summary>
internal sealed class FrameReader(int capacity)
{
    // The server sends messages of at most 64 KiB, a text of 4,000 characters escaped to six bytes each among them.
    private const int LargestFrame = 128 * 1024;

    private byte[] _buffer = new byte[capacity];
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Unread => _buffer.AsSpan(_start, _end - _start);

    public Memory<byte> FreeSpace()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }
        else if (_end == _buffer.Length)
        {
            MakeRoom();
        }

        return _buffer.AsMemory(_end);
    }

    public void Filled(int count) => _end += count;

    public void Consume(int count) => _start += count;

    public bool TryRead(out Opcode opcode, out ReadOnlySpan<byte> payload)
    {
        opcode = default;
        payload = default;
        var unread = Unread;
        if (unread.Length < 2)
        {
            return false;
        }

        var (header, length) = unread[1] switch
        {
            <= 125 => (2, unread[1]),
            126 when unread.Length >= 4 => (4, BinaryPrimitives.ReadUInt16BigEndian(unread[2..])),
            127 when unread.Length >= 10 => (10, (long)BinaryPrimitives.ReadUInt64BigEndian(unread[2..])),
            126 or 127 => (int.MaxValue, 0L),
            _ => throw new LoadTestException("The server sent a masked frame."),
        };
        if (unread[0] < 0x80 || length is < 0 or > LargestFrame)
        {
            throw new LoadTestException("The server sent a fragment or a frame of more than 128 KiB.");
        }

        if (unread.Length < header || unread.Length - header < length)
        {
            return false;
        }

        opcode = (Opcode)(unread[0] & 0x0F);
        payload = unread.Slice(header, (int)length);
        _start += header + (int)length;
        return true;
    }

    private void MakeRoom()
    {
        var unread = Unread;
        var target = unread.Length > _buffer.Length / 2 ? new byte[_buffer.Length * 2] : _buffer;
        unread.CopyTo(target);
        (_buffer, _start, _end) = (target, 0, unread.Length);
    }
}
