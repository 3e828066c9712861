namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Carries hints between the nodes of an installation. It may lose, repeat and reorder them: a hint only says where to look, the truth is in
/// the database. Every member may be called from any thread and returns at once; none but <see cref="Subscribe"/> fails.
/// </summary>
public interface IBackplane
{
    /// <summary>Whether hints get through, as far as is known.</summary>
    bool IsUp { get; }

    /// <summary>Gives a node the hints of all other nodes, until disposed.</summary>
    /// <exception cref="InvalidOperationException">There is a node already, and this backplane is one process's own.</exception>
    IDisposable Subscribe(INodeInbox inbox);

    /// <summary>What the node wants of a user has changed; <see cref="INodeInbox.Wants"/> tells what it wants now.</summary>
    void InterestChanged(Guid userId);

    /// <summary>Tells the other nodes.</summary>
    /// <param name="from">The node that tells, which has no use for its own hint.</param>
    /// <param name="hint">What it tells.</param>
    void Publish(INodeInbox from, Hint hint);
}
