using ChatApp.Domain.Conversations;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>A conversation that a batch changes. If the database has it otherwise than it was before, the batch is void.</summary>
/// <param name="Row">The conversation; after the batch was decided, as it is to be.</param>
/// <param name="LastSeqBefore">Its <see cref="Conversation.LastSeq"/> when the batch came to it.</param>
/// <param name="LastMessageIdBefore">Its <see cref="Conversation.LastMessageId"/> then.</param>
/// <param name="FirstReadBefore">The first user's mark then.</param>
/// <param name="SecondReadBefore">The second user's mark then.</param>
internal sealed record ChangedConversation(
    Conversation Row, long LastSeqBefore, Guid? LastMessageIdBefore, ReadMark FirstReadBefore,
        ReadMark SecondReadBefore)
{
    public static ChangedConversation Of(Conversation row) =>
        new(row, row.LastSeq, row.LastMessageId, row.FirstRead, row.SecondRead);
}
