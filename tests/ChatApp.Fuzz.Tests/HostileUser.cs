using System.Buffers.Binary;
using System.Text;
using ChatApp.Fuzz.Tests.Inputs;
using ChatApp.Fuzz.Tests.Wire;

namespace ChatApp.Fuzz.Tests;

/// <summary>
/// A user who sends one hostile input after another: requests over one connection, frames over a socket, and inputs
/// that end their connection over new ones.
/// </summary>
internal sealed class HostileUser(Uri server, string accessToken, Verdicts verdicts) : IDisposable
{
    // Longer than any work of the server: after this time no answer will come.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // The time for an answer to a broken input, before the sender closes its side.
    private static readonly TimeSpan AnswerTime = TimeSpan.FromMilliseconds(25);

    private Connection? _requests;
    private Connection? _socket;
    private ulong _pings;

    /// <summary>Sends an input and checks the result.</summary>
    public async Task SendAsync(int number, Input input, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Patience);
        try
        {
            var outcome = input.Kind switch
            {
                InputKind.Request => await SendRequestAsync(input, deadline.Token),
                InputKind.BrokenRequest => await SendBrokenRequestAsync(input, deadline.Token),
                InputKind.Frames => await SendFramesAsync(input, deadline.Token),
                _ => await SendBrokenFramesAsync(input, deadline.Token),
            };
            verdicts.Count(input, outcome);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Reject(number, input, $"no answer and no end within {Patience.TotalSeconds} s");
        }
        catch (Exception exception) when (
            exception is FormatException or UnexpectedAnswerException or EndOfStreamException)
        {
            Reject(number, input, exception.Message);
        }
        catch (IOException) when (
            input.Kind is InputKind.BrokenRequest or InputKind.BrokenFrames
                || input.Bytes.Length > Judgement.LargestBody)
        {
            // The server has cut the connection early, which it may do for broken or too long input.
            verdicts.Count(input, "cut");
            Disconnect();
        }
        catch (IOException exception)
        {
            Reject(number, input, exception.Message);
        }
    }

    public void Dispose() => Disconnect();

    private async Task<string> SendRequestAsync(Input input, CancellationToken cancellationToken)
    {
        var isToHead = input.Bytes.AsSpan().StartsWith("HEAD "u8);
        var answer = _requests is null ? null : await AskAsync(_requests, input, isToHead, cancellationToken);
        if (answer is null)
        {
            // A server may close a connection between two answers, as this one does after an unread body that was too
            // long. A new connection gets an answer.
            _requests?.Dispose();
            _requests = await Connection.OpenAsync(server, cancellationToken);
            answer = await AskAsync(_requests, input, isToHead, cancellationToken)
                ?? throw new UnexpectedAnswerException("no answer");
        }

        Judgement.Check(answer, isToHead);
        if (!answer.GoesOn)
        {
            _requests?.Dispose();
            _requests = null;
        }

        return $"{answer.Status}";
    }

    private static async Task<HttpAnswer?> AskAsync(
        Connection connection, Input input, bool isToHead, CancellationToken cancellationToken)
    {
        try
        {
            await connection.WriteAsync(input.Bytes, cancellationToken);
            return await HttpAnswer.ReadAsync(connection, isToHead, cancellationToken);
        }
        catch (IOException exception) when (
            exception is not EndOfStreamException && input.Bytes.Length <= Judgement.LargestBody)
        {
            return null;
        }
    }

    private async Task<string> SendBrokenRequestAsync(Input input, CancellationToken cancellationToken)
    {
        using var connection = await Connection.OpenAsync(server, cancellationToken);
        await connection.WriteAsync(input.Bytes, cancellationToken);
        var reading = HttpAnswer.ReadAsync(connection, input.Bytes.AsSpan().StartsWith("HEAD "u8), cancellationToken);
        await ((Task)reading).WaitAsync(AnswerTime, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.EndSending();
        if (await reading is not { } answer)
        {
            return "closed";
        }

        Judgement.CheckBroken(answer);
        return answer.Status == 101 ? await ReadToEndAsync(connection, cancellationToken) : $"{answer.Status}";
    }

    private async Task<string> SendFramesAsync(Input input, CancellationToken cancellationToken)
    {
        _socket ??= await OpenSocketAsync(cancellationToken);
        var mark = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(mark, ++_pings);
        await _socket.WriteAsync((byte[])[.. input.Bytes, .. FrameGen.Frame(0x89, mark, 9)], cancellationToken);
        while (await ServerFrame.ReadAsync(_socket, cancellationToken) is { } frame)
        {
            Judgement.Check(frame);
            if (frame.Opcode == ServerFrame.Pong && frame.Payload.AsSpan().SequenceEqual(mark))
            {
                return "open";
            }

            if (frame.Opcode == ServerFrame.Close)
            {
                DropSocket();
                return $"{frame.CloseCode}";
            }
        }

        throw new UnexpectedAnswerException("the socket ended without a close frame");
    }

    private async Task<string> SendBrokenFramesAsync(Input input, CancellationToken cancellationToken)
    {
        using var socket = await OpenSocketAsync(cancellationToken);
        await socket.WriteAsync(input.Bytes, cancellationToken);
        var reading = ReadToEndAsync(socket, cancellationToken);
        await ((Task)reading).WaitAsync(AnswerTime, CancellationToken.None)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!reading.IsCompleted)
        {
            socket.EndSending();
        }

        return await reading;
    }

    private static async Task<string> ReadToEndAsync(Connection socket, CancellationToken cancellationToken)
    {
        try
        {
            while (await ServerFrame.ReadAsync(socket, cancellationToken) is { } frame)
            {
                Judgement.Check(frame);
                if (frame.Opcode == ServerFrame.Close)
                {
                    return $"{frame.CloseCode}";
                }
            }
        }
        catch (EndOfStreamException)
        {
            // A client that closes its side is gone for the server, even in the middle of a frame.
        }

        return "closed";
    }

    private async Task<Connection> OpenSocketAsync(CancellationToken cancellationToken)
    {
        var socket = await Connection.OpenAsync(server, cancellationToken);
        var request =
            $"GET /ws/chat?events=all&token={accessToken} HTTP/1.1\r\nHost: {server.Authority}\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        await socket.WriteAsync(Encoding.ASCII.GetBytes(request), cancellationToken);
        var answer = await HttpAnswer.ReadAsync(socket, isToHead: false, cancellationToken);
        return answer is { Status: 101 }
            ? socket
            : throw new UnexpectedAnswerException($"a handshake was answered with {answer?.Status}");
    }

    private void Reject(int number, Input input, string reason)
    {
        verdicts.Reject(number, input, reason);
        Disconnect();
    }

    private void Disconnect()
    {
        _requests?.Dispose();
        _requests = null;
        DropSocket();
    }

    private void DropSocket()
    {
        _socket?.Dispose();
        _socket = null;
    }
}
