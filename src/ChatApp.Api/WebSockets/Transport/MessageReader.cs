using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>
/// Puts a client's messages together from the frames and fragments in which they come (RFC 6455, section 5). For the connection's receive
/// loop alone.
/// </summary>
/// <remarks>
/// While nothing comes it holds no buffer. A frame stays in the pipe until it has come in whole; what is longer than a message may be is refused
/// by its header and passed over without being kept, so that no client has more here than one message and what the pipe reads ahead.
/// </remarks>
/// <param name="input">The connection's bytes.</param>
/// <param name="heartbeat">Hears of everything that comes in, also of a part of a frame: its client cannot answer a ping before the rest.</param>
internal sealed class MessageReader(PipeReader input, Heartbeat? heartbeat = null) : IDisposable
{
    private const int MinClosePayload = 2;

    private byte[]? _message;
    private int _length;
    private int _frames;
    private bool _isWithinMessage;
    private bool _isWithinRefused;
    private long _toSkip;

    /// <summary>Reads on until there is something to tell. Its payload is good until the next call.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedMessage> ReadAsync()
    {
        if (!_isWithinMessage)
        {
            ReturnMessage();
        }

        while (true)
        {
            if (!input.TryRead(out var read))
            {
                read = await input.ReadAsync();
            }

            heartbeat?.Heard();
            var rest = read.Buffer;
            var received = Take(ref rest);
            input.AdvanceTo(rest.Start, received is null ? rest.End : rest.Start);
            if (received is { } message)
            {
                return message;
            }

            if (read.IsCompleted || read.IsCanceled)
            {
                return new ReceivedMessage(ReceivedKind.Gone);
            }
        }
    }

    public void Dispose() => ReturnMessage();

    /// <summary>Takes frames from what has come in, until one of them has something to tell or is not there whole.</summary>
    private ReceivedMessage? Take(ref ReadOnlySequence<byte> rest)
    {
        while (Skip(ref rest) && FrameHeader.TryRead(rest, out var header, out var headerLength))
        {
            if (Refuse(header) is { } violation)
            {
                // What follows a header that makes no sense makes none either; of one that does, the message is passed over.
                PassOver(ref rest, header, headerLength, isLost: violation == CloseCode.ProtocolError);
                return ReceivedMessage.Violation(violation);
            }

            if (_isWithinRefused && !header.IsControl)
            {
                PassOver(ref rest, header, headerLength, isLost: false);
                continue;
            }

            if (rest.Length - headerLength < header.PayloadLength)
            {
                return null;
            }

            var payload = rest.Slice(headerLength, header.PayloadLength);
            rest = rest.Slice(payload.End);
            if (header.IsControl)
            {
                return TakeControl(header, payload);
            }

            if (TakeData(header, payload) is { } message)
            {
                return message;
            }
        }

        return null;
    }

    private void PassOver(ref ReadOnlySequence<byte> rest, in FrameHeader header, int headerLength, bool isLost)
    {
        _toSkip = isLost ? long.MaxValue : header.PayloadLength;
        (_isWithinMessage, _isWithinRefused, _frames) = (false, !header.IsFinal, 0);
        rest = rest.Slice(headerLength);
    }

    private bool Skip(ref ReadOnlySequence<byte> rest)
    {
        if (_toSkip > 0)
        {
            var skipped = Math.Min(_toSkip, rest.Length);
            _toSkip -= skipped;
            rest = rest.Slice(skipped);
        }

        return _toSkip == 0;
    }

    private CloseCode? Refuse(in FrameHeader header) =>
        !header.IsWellFormed ? CloseCode.ProtocolError
        : header.IsControl ? null
        : (header.Opcode == Opcode.Continuation) != (_isWithinMessage || _isWithinRefused) ? CloseCode.ProtocolError
        : _isWithinRefused ? null
        : header.Opcode == Opcode.Binary ? CloseCode.BinaryFrame
        : header.PayloadLength > SocketSettings.MaxMessageBytes - _length ? CloseCode.TooBig
        : _frames == SocketSettings.MaxFramesOfMessage ? CloseCode.TooBig
        : null;

    private static ReceivedMessage TakeControl(in FrameHeader header, in ReadOnlySequence<byte> masked)
    {
        // Pings, pongs and closes are rare, so they may cost an array.
        var payload = new byte[masked.Length];
        Masking.CopyUnmasked(masked, header.Mask, payload);
        return header.Opcode switch
        {
            Opcode.Ping => new ReceivedMessage(ReceivedKind.Ping, payload),
            Opcode.Pong => new ReceivedMessage(ReceivedKind.Pong),
            _ when payload.Length == 0 => new ReceivedMessage(ReceivedKind.Close, CloseWith: CloseCode.Normal),
            _ when payload.Length < MinClosePayload || !IsCloseCode((payload[0] << 8) | payload[1]) =>
                ReceivedMessage.Violation(CloseCode.ProtocolError),
            _ when !Utf8.IsValid(payload.AsSpan(MinClosePayload)) => ReceivedMessage.Violation(CloseCode.NotUtf8),
            _ => new ReceivedMessage(ReceivedKind.Close, CloseWith: CloseCode.Normal),
        };
    }

    // RFC 6455, section 7.4: those that it defines for the wire, and those for libraries and applications.
    private static bool IsCloseCode(int code) => code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    private ReceivedMessage? TakeData(in FrameHeader header, in ReadOnlySequence<byte> masked)
    {
        var payloadLength = (int)header.PayloadLength;
        MakeRoom(payloadLength);
        Masking.CopyUnmasked(masked, header.Mask, _message.AsSpan(_length, payloadLength));
        _length += payloadLength;
        _isWithinMessage = !header.IsFinal;
        _frames = _isWithinMessage ? _frames + 1 : 0;
        return _isWithinMessage ? null
            : !Utf8.IsValid(_message.AsSpan(0, _length)) ? ReceivedMessage.Violation(CloseCode.NotUtf8)
            : new ReceivedMessage(ReceivedKind.Text, _message.AsMemory(0, _length));
    }

    private void MakeRoom(int added)
    {
        if (_message is null)
        {
            _message = ArrayPool<byte>.Shared.Rent(added);
        }
        else if (_message.Length < _length + added)
        {
            // Doubled, so that a message of many small fragments is not copied once for each of them.
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + added, 2 * _message.Length));
            _message.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_message);
            _message = larger;
        }
    }

    private void ReturnMessage()
    {
        if (_message is not null)
        {
            ArrayPool<byte>.Shared.Return(_message);
            (_message, _length) = (null, 0);
        }
    }
}
