namespace ChatApp.LoadTest.Seeding;

internal readonly record struct SeedMessage(
    SeedConversation Conversation, long Seq, int Sender, long SentByFirst, DateTimeOffset CreatedAt)
{
    public int Recipient => Sender == Conversation.First ? Conversation.Second : Conversation.First;
}
