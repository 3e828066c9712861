namespace ChatApp.Application.Presence;

/// <summary>Knows which users are online, as their peers are told.</summary>
public interface IPresence
{
    /// <summary>Whether presence is shown at all.</summary>
    bool IsEnabled { get; }

    /// <summary>
    /// Finds those of the users who are online on any node. It does not throw, and waits at most 250 ms; then, as
    /// without the other nodes, it knows only the users of this node.
    /// </summary>
    ValueTask<IReadOnlySet<Guid>> FindOnlineAsync(IReadOnlyCollection<Guid> userIds);
}
