namespace ChatApp.Infrastructure.Realtime;

/// <summary>A device's open connection, as registry and feed see it. All members may be called from any thread and return at once.</summary>
public interface IClientConnection
{
    /// <summary>Tells it from all others, on every node.</summary>
    Guid ConnectionId { get; }

    /// <summary>Whose device it is.</summary>
    Guid UserId { get; }

    /// <summary>The session that it was opened with.</summary>
    Guid SessionId { get; }

    /// <summary>There may be something to send. What, the connection finds out itself; waking it in vain does no harm.</summary>
    void Wake();

    /// <summary>The session has ended: the connection closes.</summary>
    void EndSession();

    /// <summary>Called every second or so: closes the connection if its token has expired or its peer reads too slowly.</summary>
    void CheckDeadlines();
}
