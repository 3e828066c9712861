namespace ChatApp.LoadTest.Seeding;

/// <summary>One conversation to be written, by the places of its users in the plan, and what it comes to.</summary>
internal sealed class SeedConversation(int first, int second, DateTimeOffset created)
{
    public Guid Id { get; } = Guid.CreateVersion7(created);

    public int First { get; } = first;

    public int Second { get; } = second;

    public long LastSeq { get; private set; }

    public long SentByFirst { get; private set; }

    public DateTimeOffset LastAt { get; private set; }

    public void Count(bool sentByFirst, DateTimeOffset at)
    {
        LastSeq++;
        SentByFirst += sentByFirst ? 1 : 0;
        LastAt = at;
    }
}
