namespace ChatApp.Infrastructure.Realtime;

/// <summary>How a backplane calls a node. Every member may be called from any thread and returns at once.</summary>
public interface INodeInbox
{
    /// <summary>The users that the node wants hints about.</summary>
    IEnumerable<Guid> WantedUsers { get; }

    /// <summary>Processes a hint.</summary>
    void Receive(Hint hint);

    /// <summary>Whether the node wants hints about this user.</summary>
    bool Wants(Guid userId);

    /// <summary>
    /// Hints about this user may have been lost, so the node compares the stream with the database soon.
    /// </summary>
    void LookUp(Guid userId);

    /// <summary>Hints about any user may have been lost.</summary>
    void LookUpAll();
}
