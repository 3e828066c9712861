namespace ChatApp.Fault.Tests.Network;

/// <summary>What a proxy does with what passes through it.</summary>
internal enum LinkState
{
    /// <summary>Passes everything on.</summary>
    Up,

    /// <summary>Resets all connections, and new ones at once.</summary>
    Cut,

    /// <summary>
    /// Accepts and passes nothing on, in either direction, until it is up again; then what was held goes on, as over a
    /// network that comes back.
    /// </summary>
    BlackHole,

    /// <summary>Passes everything on late.</summary>
    Slow,

    /// <summary>
    /// Passes requests on and holds the answers; connections that are then set to another state are reset, so the
    /// answers never come.
    /// </summary>
    AnswersLost,
}
