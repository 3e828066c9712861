using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>
/// The most frequent reads of a node, with prepared statements of each database, without EF Core. Thread-safe.
/// </summary>
internal interface IPreparedReads
{
    /// <summary>
    /// Reads at most <paramref name="count"/> messages of a range with the statements of <see cref="MessagePageSql"/>:
    /// from its newest message backwards, or from its oldest message if <see cref="HistoryRange.BeginsWithOldest"/>.
    /// Around a message it reads half of them on each side and one more, newest first.
    /// </summary>
    Task<List<MessageDto>> ReadMessagesAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken);

    /// <summary>Reads the bounds of the streams that exist.</summary>
    Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
        IReadOnlyList<Guid> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// Compares stream heads with the stored ones and returns the streams that have grown. A node asks every few
    /// seconds for all connected users, so only differences are returned.
    /// </summary>
    Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken);
}
