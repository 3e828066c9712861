namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Carries hints between the nodes of an installation. It may lose, repeat and reorder them: a hint only says where to look, the truth is in
/// the database.
/// </summary>
public interface IBackplane
{
    /// <summary>Gives a node the hints of all other nodes, until disposed.</summary>
    IDisposable Subscribe(INodeInbox inbox);

    /// <summary>Tells the other nodes that a user's stream has grown.</summary>
    /// <param name="from">The node that tells, which gets no hint of its own back.</param>
    /// <param name="hint">What it tells.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    ValueTask PublishAsync(INodeInbox from, Hint hint, CancellationToken cancellationToken);
}
