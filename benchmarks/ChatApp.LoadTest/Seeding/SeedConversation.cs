using System.Numerics;

namespace ChatApp.LoadTest.Seeding;

/// <summary>One conversation to be written, by the places of its users in the plan, and what it comes to.</summary>
internal sealed class SeedConversation(int first, int second, DateTimeOffset created)
{
    private const int Unread = 3;

    // Who sent the last ones: a bit for each, set where it was the first user.
    private uint _unread;

    public Guid Id { get; } = Guid.CreateVersion7(created);

    public int First { get; } = first;

    public int Second { get; } = second;

    public long LastSeq { get; private set; }

    public long SentByFirst { get; private set; }

    /// <summary>Both have read all but the last few.</summary>
    public long ReadSeq => Math.Max(0, LastSeq - Unread);

    public long ReadSentByFirst => SentByFirst - BitOperations.PopCount(_unread);

    public DateTimeOffset LastAt { get; private set; }

    public void Count(bool sentByFirst, DateTimeOffset at)
    {
        LastSeq++;
        SentByFirst += sentByFirst ? 1 : 0;
        _unread = ((_unread << 1) | (sentByFirst ? 1u : 0u)) & ((1u << Unread) - 1);
        LastAt = at;
    }
}
