namespace ChatApp.Api.WebSockets.Transport;

internal enum ReceivedKind
{
    /// <summary>A complete text message.</summary>
    Text,

    /// <summary>A ping, which is answered with a pong.</summary>
    Ping,

    /// <summary>A pong, which shows that the client is there and needs no answer.</summary>
    Pong,

    /// <summary>The client's close frame; nothing comes after it.</summary>
    Close,

    /// <summary>The connection has ended without one.</summary>
    Gone,

    /// <summary>Something that a client must not send.</summary>
    Violation,
}
