namespace ChatApp.Testing;

/// <summary>The treatment of the data that passes through a <see cref="ChatLink"/>.</summary>
public enum LinkState
{
    /// <summary>Forwards everything.</summary>
    Up,

    /// <summary>Resets all connections, and new ones immediately.</summary>
    Cut,

    /// <summary>
    /// Accepts connections but forwards nothing, in either direction, until the link is up again; then the held data is
    /// forwarded, as after a network outage.
    /// </summary>
    BlackHole,

    /// <summary>Forwards everything with a delay.</summary>
    Slow,

    /// <summary>
    /// Forwards requests and holds the answers. If the state changes, these connections are reset, so the answers never
    /// arrive.
    /// </summary>
    AnswersLost,
}
