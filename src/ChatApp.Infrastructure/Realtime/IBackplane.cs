namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Carries hints between the nodes of an installation. It may lose, repeat and reorder them: the database has the
/// truth. All members are thread-safe and return at once; only <see cref="Subscribe"/> throws.
/// </summary>
public interface IBackplane
{
    /// <summary>Whether hints are delivered, as far as is known.</summary>
    bool IsUp { get; }

    /// <summary>Delivers the hints of other nodes until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">This backplane supports only one node.</exception>
    IDisposable Subscribe(INodeInbox inbox);

    /// <summary>Notifies that the result of <see cref="INodeInbox.Wants"/> for a user may have changed.</summary>
    void InterestChanged(Guid userId);

    /// <summary>Sends a hint to all nodes but the sender.</summary>
    void Publish(INodeInbox from, Hint hint);
}
