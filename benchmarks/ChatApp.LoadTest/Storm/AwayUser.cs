using System.Diagnostics;
using System.Text;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Rest;
using ChatApp.LoadTest.Sockets;
using ChatApp.LoadTest.Traffic;

namespace ChatApp.LoadTest.Storm;

/// <summary>
/// A user to whom messages are sent while they are away, and who then wants exactly these: each once, in order. Belongs
/// to the receive loop of its socket.
/// </summary>
internal sealed class AwayUser(Dialect dialect, LoadUser user, string cursor, string idPrefix, StormProgress progress)
    : IFrameHandler
{
    private readonly DeliveryOrder _order = new(dialect.CountsConversations);
    private readonly byte[] _idPrefix = Encoding.ASCII.GetBytes(idPrefix);

    public Guid Id => user.Id;

    /// <summary>With what the <c>client_message_id</c> of all messages to this user begins.</summary>
    public string IdPrefix => idPrefix;

    public long Received => _order.Received;

    public string SocketPath => $"{dialect.SocketPath(user.Token!)}&since={Uri.EscapeDataString(cursor)}";

    public void OnText(ReadOnlySpan<byte> payload)
    {
        if (!dialect.IsMessage(payload) || !MessageEvent.TryRead(payload, _idPrefix, out var message))
        {
            progress.Failures.Add($"not a message that was sent meanwhile: {Encoding.UTF8.GetString(payload)}");
        }
        else if (_order.Take(message) is { } fault)
        {
            progress.Failures.Add(fault);
        }
        else if (message.Number == progress.EventsPerUser)
        {
            progress.CaughtUp(Stopwatch.GetTimestamp());
        }
        else if (message.Number > progress.EventsPerUser)
        {
            progress.Failures.Add($"more than was sent: {message}");
        }
    }

    public void OnBatchEnd()
    {
    }
}
