namespace ChatApp.Api.WebSockets.Transport;

internal enum ReceivedKind
{
    /// <summary>A complete text message.</summary>
    Text,

    /// <summary>A ping, which is answered with a pong.</summary>
    Ping,

    /// <summary>A pong, which shows that the client is reachable; it needs no answer.</summary>
    Pong,

    /// <summary>The client's close frame; nothing follows it.</summary>
    Close,

    /// <summary>The connection has ended without a close frame.</summary>
    Gone,

    /// <summary>Data that violates the protocol or a limit.</summary>
    Violation,
}
