using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads ranges of conversations by the statements of <see cref="MessagePageSql"/>, without EF Core.</summary>
internal interface IMessagePages
{
    /// <summary>
    /// At most so many messages of a range, from its new end backwards, or from its old end if it begins there.
    /// </summary>
    Task<List<Message>> ReadAsync(
        Guid conversationId, HistoryRange range, int count, CancellationToken cancellationToken);
}
