using ChatApp.Application.Conversations;
using ChatApp.Application.Messages;

namespace ChatApp.Infrastructure.Persistence.Messages;

/// <summary>Reads stretches of conversations by the one statement for each kind of them (<see cref="MessagePageSql"/>), without EF Core.</summary>
internal interface IMessagePages
{
    /// <summary>At most so many messages of a range, from its new end backwards, or from its old end if it begins there.</summary>
    Task<List<MessageDto>> ReadAsync(KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken);
}
