using System.Numerics;

namespace ChatApp.Application.Maintenance.Seeding;

/// <summary>A conversation to be written, with its counters.</summary>
/// <param name="first">The index of the first user in <see cref="SeedPlan.Users"/>.</param>
/// <param name="second">The index of the second user.</param>
/// <param name="created">A time before its first message.</param>
public sealed class SeedConversation(int first, int second, DateTimeOffset created)
{
    private const int Unread = 3;

    // Who sent the last ones: a bit for each, set where it was the first user.
    private uint _unread;

    /// <summary>Its id.</summary>
    public Guid Id { get; } = Guid.CreateVersion7(created);

    /// <summary>The index of the first user.</summary>
    public int First { get; } = first;

    /// <summary>The index of the second user.</summary>
    public int Second { get; } = second;

    /// <summary><c>seq</c> of the newest message.</summary>
    public long LastSeq { get; private set; }

    /// <summary>Number of messages that the first user wrote.</summary>
    public long SentByFirst { get; private set; }

    /// <summary>Both have read all but the last few.</summary>
    public long ReadSeq => Math.Max(0, LastSeq - Unread);

    /// <summary>How many of the read messages the first user wrote.</summary>
    public long ReadSentByFirst => SentByFirst - BitOperations.PopCount(_unread);

    /// <summary>Time of the newest message.</summary>
    public DateTimeOffset LastAt { get; private set; }

    /// <summary>Id of the newest message; asked only when all are counted.</summary>
    public Guid LastMessageId => field == Guid.Empty ? field = Guid.CreateVersion7(LastAt) : field;

    /// <summary>Counts the next message.</summary>
    public void Count(bool sentByFirst, DateTimeOffset at)
    {
        LastSeq++;
        SentByFirst += sentByFirst ? 1 : 0;
        _unread = ((_unread << 1) | (sentByFirst ? 1u : 0u)) & ((1u << Unread) - 1);
        LastAt = at;
    }
}
