using ChatApp.Application.Messages;
using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads ranges of conversations by the statements of <see cref="MessagePageSql"/>, without EF Core.</summary>
internal interface IMessagePages
{
    /// <summary>
    /// At most so many messages of a range, from its new end backwards, or from its old end if it begins there.
    /// </summary>
    Task<List<MessageDto>> ReadAsync(
        KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken);
}
