namespace ChatApp.Api.WebSockets;

/// <summary>Why a socket is closed (contract, section 4), and what its client should do.</summary>
internal enum CloseCode
{
    /// <summary>The client closed, or was answered in kind.</summary>
    Normal = 1000,

    /// <summary>The server is shutting down: reconnect, with <c>since</c>.</summary>
    ShuttingDown = 1001,

    /// <summary>A frame that RFC 6455 does not allow: mend the client.</summary>
    ProtocolError = 1002,

    /// <summary>A binary frame: mend the client.</summary>
    BinaryFrame = 1003,

    /// <summary>Text that is not UTF-8: mend the client.</summary>
    NotUtf8 = 1007,

    /// <summary>A message over 64 KiB: mend the client.</summary>
    TooBig = 1009,

    /// <summary>A fault of the server: reconnect after a while, with <c>since</c>.</summary>
    ServerFault = 1011,

    /// <summary>Token missing, bad, expired or revoked: refresh or log in, then reconnect.</summary>
    Unauthorized = 4001,

    /// <summary>The client reads too slowly: reconnect with <c>since</c>.</summary>
    TooSlow = 4008,

    /// <summary>One socket more than a user may have: close another one first.</summary>
    TooManySockets = 4013,

    /// <summary>Keeps on exceeding the rate limit: slow down before reconnecting.</summary>
    RateLimited = 4029,
}
