namespace ChatApp.Infrastructure.Realtime;

/// <summary>The interface by which a backplane calls a node. All members are thread-safe and return at once.</summary>
public interface INodeInbox
{
    /// <summary>The users about whom the node wants hints.</summary>
    IEnumerable<Guid> WantedUsers { get; }

    /// <summary>Processes a hint.</summary>
    void Receive(Hint hint);

    /// <summary>Whether the node wants hints about this user.</summary>
    bool Wants(Guid userId);

    /// <summary>Hints about this user may be lost: the node compares the stream with the database soon.</summary>
    void LookUp(Guid userId);

    /// <summary>Hints about any user may have been lost.</summary>
    void LookUpAll();
}
