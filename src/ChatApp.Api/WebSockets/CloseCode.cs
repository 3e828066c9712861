using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Api.WebSockets;

/// <summary>Why a socket is closed (contract, section 4), and what its client should do.</summary>
internal enum CloseCode
{
    /// <summary>The client has closed the socket.</summary>
    Normal = CloseStatus.Normal,

    /// <summary>The server is shutting down: reconnect, with <c>since</c>.</summary>
    ShuttingDown = 1001,

    /// <summary>A frame that RFC 6455 does not allow: fix the client.</summary>
    ProtocolError = CloseStatus.ProtocolError,

    /// <summary>A binary frame: fix the client.</summary>
    BinaryFrame = CloseStatus.UnsupportedData,

    /// <summary>Text that is not UTF-8: fix the client.</summary>
    NotUtf8 = CloseStatus.InvalidPayload,

    /// <summary>A message over 64 KiB: fix the client.</summary>
    TooBig = CloseStatus.TooBig,

    /// <summary>
    /// A fault of the server, or a new epoch after a failover: reconnect after a while, with <c>since</c>.
    /// </summary>
    ServerFault = 1011,

    /// <summary>The token is missing, invalid, expired or revoked: refresh or log in, then reconnect.</summary>
    Unauthorized = 4001,

    /// <summary>The client reads too slowly: reconnect with <c>since</c>.</summary>
    TooSlow = 4008,

    /// <summary>The user has too many sockets: close another one first.</summary>
    TooManySockets = 4013,

    /// <summary>The client keeps exceeding the rate limit: slow down before reconnecting.</summary>
    RateLimited = 4029,
}
