namespace ChatApp.Application.Maintenance.Seeding;

/// <summary>A message to be written.</summary>
/// <param name="Conversation">Its conversation.</param>
/// <param name="Seq">Its number there.</param>
/// <param name="Sender">The index of the author in <see cref="SeedPlan.Users"/>.</param>
/// <param name="SentByFirst">How many messages up to it the first user wrote.</param>
/// <param name="CreatedAt">Its time.</param>
public readonly record struct SeedMessage(
    SeedConversation Conversation, long Seq, int Sender, long SentByFirst, DateTimeOffset CreatedAt)
{
    /// <summary>Its id; that of a newest message is known before.</summary>
    public Guid Id => Seq == Conversation.LastSeq ? Conversation.LastMessageId : Guid.CreateVersion7(CreatedAt);

    /// <summary>The index of the recipient in <see cref="SeedPlan.Users"/>.</summary>
    public int Recipient => Sender == Conversation.First ? Conversation.Second : Conversation.First;
}
