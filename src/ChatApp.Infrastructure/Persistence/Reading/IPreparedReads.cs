using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>
/// The reads that a node makes most, by prepared statements of each database, without EF Core. Safe for use by any
/// thread.
/// </summary>
internal interface IPreparedReads
{
    /// <summary>
    /// Reads at most <paramref name="count"/> messages of a range by the statements of <see cref="MessagePageSql"/>:
    /// from its new end backwards, or from its old end if it begins there.
    /// </summary>
    Task<List<MessageDto>> ReadMessagesAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken);

    /// <summary>Reads the bounds of the streams that exist.</summary>
    Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
        IReadOnlyList<Guid> userIds, CancellationToken cancellationToken);

    /// <summary>
    /// Compares heads of streams with the stored ones and returns those that have grown. A node asks every few seconds
    /// for all connected users, so only the difference is returned.
    /// </summary>
    Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken);
}
