using ChatApp.Application.Messages;
using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>
/// Reads ranges of conversations with the statements of <see cref="MessagePageSql"/>, without EF Core.
/// </summary>
internal interface IMessagePages
{
    /// <summary>
    /// Reads at most <paramref name="count"/> messages of a range: from its newest message backwards, or from its
    /// oldest message if <see cref="HistoryRange.BeginsWithOldest"/>.
    /// </summary>
    Task<List<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken);
}
