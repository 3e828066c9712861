using ChatApp.Application.Events;
using ChatApp.Infrastructure.Events;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// One connection's place in its user's stream. It takes the next event from the feed's memory when it is there and reads the log when it
/// is not, so live delivery, replay and the filling of gaps are one and the same. For the connection's send loop alone.
/// </summary>
/// <param name="userId">Whose stream.</param>
/// <param name="feed">The user's feed on this node.</param>
/// <param name="sent">Number of the last event that the device has.</param>
/// <param name="log">Where events are read that the feed has not.</param>
/// <param name="encoder">Encodes events that were read.</param>
public sealed class FeedReader(Guid userId, UserFeed feed, long sent, IEventLog log, EventEncoder encoder)
{
    private const int PageSize = 200;

    // Of a page of long texts only so much is kept while a slow peer takes it in; the rest is read again.
    private const int MaxPageBytes = 256 * 1024;

    private readonly Queue<EncodedEvent> _page = new();

    /// <summary>Number of the last event that was taken.</summary>
    public long Sent => sent;

    /// <summary>Whether there are events that the device does not have.</summary>
    public bool IsBehind => sent < feed.Head;

    /// <summary>Notes that the stream has grown at least to this number. From any thread.</summary>
    public void Raise(long head) => feed.Raise(head);

    /// <summary>Takes the next event if it is at hand.</summary>
    public bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out EncodedEvent? next)
    {
        if (!_page.TryDequeue(out next))
        {
            next = feed.Find(sent + 1);
        }

        if (next is not null)
        {
            sent = next.Number;
        }

        return next is not null;
    }

    /// <summary>Reads the next events from the log.</summary>
    /// <returns>Whether there were any.</returns>
    public async Task<bool> ReadLogAsync(CancellationToken cancellationToken)
    {
        var page = await log.ReadAsync(userId, sent, PageSize, cancellationToken);
        var bytes = 0;
        foreach (var logged in page.Items.TakeWhile(_ => bytes < MaxPageBytes))
        {
            var encoded = encoder.Encode(logged, userId);
            bytes += encoded.Utf8.Length;
            _page.Enqueue(encoded);
        }

        return _page.Count > 0;
    }
}
