namespace ChatApp.Infrastructure.Realtime;

/// <summary>Where a node takes in what a backplane brings. May be called from any thread and returns at once.</summary>
public interface INodeInbox
{
    /// <summary>The users about whom hints are of use here.</summary>
    IEnumerable<Guid> WantedUsers { get; }

    /// <summary>Takes in a hint.</summary>
    void Receive(Hint hint);

    /// <summary>Whether hints about this user are of use here.</summary>
    bool Wants(Guid userId);

    /// <summary>Hints about this user may have been lost until now: the truth is to be looked up soon.</summary>
    void LookUp(Guid userId);

    /// <summary>Hints about anyone may have been lost until now.</summary>
    void LookUpAll();
}
