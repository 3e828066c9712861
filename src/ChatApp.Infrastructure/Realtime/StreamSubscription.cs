namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// A device's position in its user's stream. The next event comes from the feed, else from the event log.
/// </summary>
/// <param name="subscriptions">Provides the events, and registers the device.</param>
/// <param name="subscriber">The device.</param>
/// <param name="feed">The user's feed on this node.</param>
/// <param name="epoch">The epoch of its cursors. In another one it gets no more, and its client reconnects.</param>
/// <param name="sent">Number of the last event that was sent to the device.</param>
internal sealed class StreamSubscription(
    StreamSubscriptions subscriptions, IStreamSubscriber subscriber, UserFeed feed, int epoch, long sent)
    : IStreamSubscription
{
    private const int PageSize = 200;

    // Limits the memory of a slow client. The rest of a page with long texts is read again later.
    private const int MaxPageBytes = 256 * 1024;

    // The event is null if this version does not know its kind, or if its message is no longer kept: nothing is sent,
    // and its number is skipped.
    private readonly Queue<(long Number, EncodedEvent? Event)> _page = new();
    private readonly byte[] _end = new byte[EventEncoder.EndLength];
    private Error? _cursorError;

    public required bool AllEvents { get; init; }

    public required Error? CursorError
    {
        init => _cursorError = value;
    }

    public string Cursor => StreamCursors.Issue(subscriber.UserId, sent, epoch);

    public long Sent => sent;

    public bool IsBehind => sent < feed.Head;

    public long Waiting => Math.Max(0, feed.Head - sent);

    public void Raise(long head) => feed.Raise(head);

    public Error? TakeCursorError()
    {
        var error = _cursorError;
        _cursorError = null;
        return error;
    }

    public bool TryTake(out EventFrame frame)
    {
        frame = default;
        EncodedEvent? next;
        if (subscriptions.Log.Epoch != epoch)
        {
            return false;
        }

        if (_page.TryDequeue(out var read))
        {
            (sent, next) = read;
        }
        else if (feed.TryFind(sent + 1, out next))
        {
            sent++;
        }
        else
        {
            return false;
        }

        if (next is not null && (AllEvents || next.IsForEverySocket))
        {
            EventEncoder.WriteEnd(_end, subscriber.UserId, sent, epoch);
            frame = new EventFrame(next.Utf8, _end, next.AcceptedAt, feed.TraceOf(sent));
        }

        return true;
    }

    public async Task<bool> ReadAsync(CancellationToken cancellationToken)
    {
        var page = await subscriptions.Reads.TryReadAsync(subscriber.UserId, sent, PageSize, cancellationToken);
        if (page is null)
        {
            // The device waits and tries again.
            return false;
        }

        if (!page.IsSuccess)
        {
            (_cursorError, sent) = (page.Error, feed.Head);
            return true;
        }

        var bytes = 0;
        foreach (var logged in page.Value.Items.TakeWhile(_ => bytes < MaxPageBytes))
        {
            var encoded = logged.Event is { } known ? EventEncoder.Encode(known) : null;
            bytes += encoded?.Utf8.Length ?? 0;
            _page.Enqueue((logged.Number, encoded));
        }

        return _page.Count > 0;
    }

    public void Dispose() => subscriptions.End(subscriber);
}
