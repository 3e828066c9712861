namespace ChatApp.Infrastructure.Persistence.Retention;

/// <summary>How old the messages of a conversation are.</summary>
/// <param name="Id">The conversation.</param>
/// <param name="FirstUserId">Its first user.</param>
/// <param name="SecondUserId">Its second user.</param>
/// <param name="LastSeq"><c>seq</c> of the newest message.</param>
/// <param name="OldestSeq"><c>seq</c> of the oldest message; 0 without messages.</param>
/// <param name="OldestAt">When it was accepted; null without messages.</param>
/// <param name="OldestDeletedAt">When it was deleted; null if it was not.</param>
internal sealed record ConversationAge(
    Guid Id, Guid FirstUserId, Guid SecondUserId, long LastSeq, long OldestSeq, DateTimeOffset? OldestAt,
    DateTimeOffset? OldestDeletedAt)
{
    /// <summary>The two users; twice the same in notes to oneself.</summary>
    public Guid[] UserIds => [FirstUserId, SecondUserId];

    /// <summary>Whether it has messages older than this, apart from a newest one that has lost its text.</summary>
    public bool IsOlderThan(DateTimeOffset time) =>
        OldestAt < time && (OldestSeq < LastSeq || OldestDeletedAt is null);

    /// <summary>Asks for the ages of conversations.</summary>
    public static IQueryable<ConversationAge> Of(ChatDbContext context, IQueryable<Conversation> conversations) =>
        conversations.Select(conversation => new ConversationAge(
            conversation.Id,
            conversation.FirstUserId,
            conversation.SecondUserId,
            conversation.LastSeq,
            context.Messages.Where(message => message.ConversationId == conversation.Id)
                .OrderBy(message => message.Seq)
                .Select(message => message.Seq).FirstOrDefault(),
            context.Messages.Where(message => message.ConversationId == conversation.Id)
                .OrderBy(message => message.Seq)
                .Select(message => (DateTimeOffset?)message.CreatedAt).FirstOrDefault(),
            context.Messages.Where(message => message.ConversationId == conversation.Id)
                .OrderBy(message => message.Seq)
                .Select(message => message.DeletedAt).FirstOrDefault()));
}
