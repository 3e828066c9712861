namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Carries hints between the nodes of an installation. It may lose, repeat and reorder them: a hint only tells where to
/// look, and the database has the truth. Every member may be called from any thread and returns at once. Only
/// <see cref="Subscribe"/> throws.
/// </summary>
public interface IBackplane
{
    /// <summary>Whether hints get through, as far as is known.</summary>
    bool IsUp { get; }

    /// <summary>Delivers the hints of all other nodes to a node, until disposed.</summary>
    /// <exception cref="InvalidOperationException">
    /// There is a node already, and this backplane takes only one.
    /// </exception>
    IDisposable Subscribe(INodeInbox inbox);

    /// <summary>Whether the node wants hints about a user has changed: ask <see cref="INodeInbox.Wants"/>.</summary>
    void InterestChanged(Guid userId);

    /// <summary>Sends a hint to the other nodes.</summary>
    /// <param name="from">The node that sends it, and does not need it itself.</param>
    /// <param name="hint">The hint.</param>
    void Publish(INodeInbox from, Hint hint);
}
