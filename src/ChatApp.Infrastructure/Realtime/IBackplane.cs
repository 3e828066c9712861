namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Carries hints between the nodes of an installation. It may lose, repeat and reorder them: a hint only says where to
/// look, and the database has the truth. All members are thread-safe and return at once; only <see cref="Subscribe"/>
/// throws.
/// </summary>
public interface IBackplane
{
    /// <summary>Whether hints are delivered, as far as is known.</summary>
    bool IsUp { get; }

    /// <summary>Delivers the hints of all other nodes to a node until the result is disposed.</summary>
    /// <exception cref="InvalidOperationException">
    /// A node is subscribed already, and this backplane supports only one.
    /// </exception>
    IDisposable Subscribe(INodeInbox inbox);

    /// <summary>Notifies that the result of <see cref="INodeInbox.Wants"/> for a user may have changed.</summary>
    void InterestChanged(Guid userId);

    /// <summary>Sends a hint to the other nodes.</summary>
    /// <param name="from">The sending node, which does not receive the hint itself.</param>
    /// <param name="hint">The hint.</param>
    void Publish(INodeInbox from, Hint hint);
}
