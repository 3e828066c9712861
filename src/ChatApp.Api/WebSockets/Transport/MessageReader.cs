using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>Assembles a client's messages from frames (RFC 6455, section 5). Only the receive loop uses it.</summary>
/// <remarks>
/// It holds no buffer while nothing arrives. A frame stays in the pipe until it is complete. A message over the limits
/// is refused when its header is read, and is then skipped. So a client occupies at most one message and the read-ahead
/// of the pipe.
/// </remarks>
/// <param name="heartbeat">
/// Is notified of all received data, even of a part of a frame, because the client cannot answer a ping before it has
/// sent the rest of the frame.
/// </param>
internal sealed class MessageReader(PipeReader input, MessageLimits limits, Heartbeat? heartbeat = null) : IDisposable
{
    private const int MinClosePayload = 2;

    private byte[]? _message;
    private int _length;
    private int _frames;
    private bool _isWithinMessage;
    private bool _isWithinRefused;
    private long _toSkip;

    /// <summary>Reads a message, or the end of the connection. The payload is valid until the next call.</summary>
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

    /// <summary>Reads frames from the received data until one completes a message or is itself incomplete.</summary>
    private ReceivedMessage? Take(ref ReadOnlySequence<byte> rest)
    {
        while (Skip(ref rest) && FrameHeader.TryRead(rest, out var header, out var headerLength))
        {
            if (Refuse(header) is { } violation)
            {
                // After an invalid header nothing more can be read. After a valid one, only its message is skipped.
                SkipMessage(ref rest, header, headerLength, isLost: violation == CloseStatus.ProtocolError);
                return ReceivedMessage.Violation(violation);
            }

            if (_isWithinRefused && !header.IsControl)
            {
                SkipMessage(ref rest, header, headerLength, isLost: false);
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

    private void SkipMessage(ref ReadOnlySequence<byte> rest, in FrameHeader header, int headerLength, bool isLost)
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

    private int? Refuse(in FrameHeader header) =>
        !header.IsWellFormed ? CloseStatus.ProtocolError
        : header.IsControl ? null
        : (header.Opcode == Opcode.Continuation) != (_isWithinMessage || _isWithinRefused) ? CloseStatus.ProtocolError
        : _isWithinRefused ? null
        : header.Opcode == Opcode.Binary ? CloseStatus.UnsupportedData
        : header.PayloadLength > limits.Bytes - _length ? CloseStatus.TooBig
        : _frames == limits.Frames ? CloseStatus.TooBig
        : null;

    private static ReceivedMessage TakeControl(in FrameHeader header, in ReadOnlySequence<byte> masked)
    {
        // Control frames are rare, so each may allocate an array.
        var payload = new byte[masked.Length];
        Masking.CopyUnmasked(masked, header.Mask, payload);
        return header.Opcode switch
        {
            Opcode.Ping => new ReceivedMessage(ReceivedKind.Ping, payload),
            Opcode.Pong => new ReceivedMessage(ReceivedKind.Pong),
            _ when payload.Length == 0 => new ReceivedMessage(ReceivedKind.Close, CloseWith: CloseStatus.Normal),
            _ when payload.Length < MinClosePayload || !IsCloseCode((payload[0] << 8) | payload[1]) =>
                ReceivedMessage.Violation(CloseStatus.ProtocolError),
            _ when !Utf8.IsValid(payload.AsSpan(MinClosePayload)) =>
                ReceivedMessage.Violation(CloseStatus.InvalidPayload),
            _ => new ReceivedMessage(ReceivedKind.Close, CloseWith: CloseStatus.Normal),
        };
    }

    // RFC 6455, section 7.4: the codes that it allows on the wire, and those for libraries and applications.
    private static bool IsCloseCode(int code) =>
        code is (>= 1000 and <= 1003) or (>= 1007 and <= 1014) or (>= 3000 and <= 4999);

    private ReceivedMessage? TakeData(in FrameHeader header, in ReadOnlySequence<byte> masked)
    {
        var payloadLength = (int)header.PayloadLength;
        MakeRoom(payloadLength);
        Masking.CopyUnmasked(masked, header.Mask, _message.AsSpan(_length, payloadLength));
        _length += payloadLength;
        _isWithinMessage = !header.IsFinal;
        _frames = _isWithinMessage ? _frames + 1 : 0;
        return _isWithinMessage ? null
            : !Utf8.IsValid(_message.AsSpan(0, _length)) ? ReceivedMessage.Violation(CloseStatus.InvalidPayload)
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
            // Doubled, so that a message of many small fragments is not copied for each fragment.
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

/// <summary>The size limits of a message.</summary>
/// <param name="Frames">Largest number of frames; <paramref name="Bytes"/> does not limit empty frames.</param>
internal sealed record MessageLimits(int Bytes, int Frames)
{
    /// <summary>For a connection whose messages are discarded: nothing is stored.</summary>
    public static MessageLimits None { get; } = new(0, 1);
}
