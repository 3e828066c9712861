using System.Text;
using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Storm;

/// <summary>
/// One sender's messages to its share of those who are away: one to each of them, then the next to each.
/// </summary>
internal sealed class AwayMessages : IFrameHandler
{
    private const int BufferSize = 16 * 1024;
    private const int InFlight = 64;

    private readonly Dialect _dialect;
    private readonly ChatSocket _socket;
    private readonly MessageFrame[] _frames;
    private readonly long _total;
    private readonly Failures _failures;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _sent;
    private long _acknowledged;

    private AwayMessages(
        Dialect dialect, ChatSocket socket, AwayUser[] users, int each, int contentLength, Failures failures)
    {
        (_dialect, _socket, _failures, _total) = (dialect, socket, failures, (long)users.Length * each);
        _frames =
            [.. users.Select(user => new MessageFrame(dialect, user.Id, user.IdPrefix, contentLength, socket.Mask))];
    }

    public static async Task SendAsync(
        ServerAddress server, Dialect dialect, LoadUser sender, AwayUser[] users, int each, int contentLength,
        Failures failures, CancellationToken stop)
    {
        using var socket = await dialect.OpenAsync(server, sender.Token!, BufferSize, stop);
        var messages = new AwayMessages(dialect, socket, users, each, contentLength, failures);
        try
        {
            await await Task.WhenAny(messages._done.Task.WaitAsync(stop), socket.ReceiveAsync(messages));
        }
        catch (Exception e) when (e is SocketClosedException or LoadTestException or System.Net.Sockets.SocketException)
        {
            failures.Add(e.Message);
        }
    }

    public void OnText(ReadOnlySpan<byte> payload)
    {
        if (_dialect.IsMessage(payload))
        {
            _acknowledged++;
        }
        else if (_dialect.IsError(payload))
        {
            _failures.Add($"error frame: {Encoding.UTF8.GetString(payload)}");
            _done.TrySetResult();
        }
    }

    /// <summary>Also before anything was received, which starts the sending.</summary>
    public void OnBatchEnd()
    {
        while (_sent < _total && _sent - _acknowledged < InFlight)
        {
            var (number, user) = Math.DivRem(_sent++, _frames.Length);
            _socket.Outgoing.Add(_frames[user].WithNumber(number + 1));
        }

        if (_acknowledged == _total)
        {
            _done.TrySetResult();
        }
    }
}
