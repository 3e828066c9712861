namespace ChatApp.Api.WebSockets.Transport;

internal enum ReceivedKind
{
    /// <summary>A whole text message.</summary>
    Text,

    /// <summary>A ping, which wants a pong.</summary>
    Ping,

    /// <summary>A sign of life that wants nothing.</summary>
    Pong,

    /// <summary>The client's close frame; nothing comes after it.</summary>
    Close,

    /// <summary>The connection has ended without one.</summary>
    Gone,

    /// <summary>Something that a client must not send.</summary>
    Violation,
}
