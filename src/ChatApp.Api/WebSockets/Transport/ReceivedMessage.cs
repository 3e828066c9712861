namespace ChatApp.Api.WebSockets.Transport;

/// <summary>Something received from a client: a text, a ping, a pong, or something that ends the connection.</summary>
/// <param name="Payload">The text in UTF-8, or the payload of a ping, which the pong must repeat.</param>
/// <param name="CloseWith">The <see cref="CloseStatus"/> to close with, if this ends the connection.</param>
internal readonly record struct ReceivedMessage(
    ReceivedKind Kind, ReadOnlyMemory<byte> Payload = default, int CloseWith = default)
{
    public static ReceivedMessage Violation(int code) => new(ReceivedKind.Violation, CloseWith: code);
}

internal enum ReceivedKind
{
    Text,

    Ping,

    Pong,

    Close,

    /// <summary>The connection has ended without a close frame.</summary>
    Gone,

    /// <summary>Data that violates the protocol or a limit.</summary>
    Violation,
}

/// <summary>The close codes of RFC 6455, section 7.4.1, with which the transport itself ends a connection.</summary>
internal static class CloseStatus
{
    public const int Normal = 1000;
    public const int ProtocolError = 1002;
    public const int UnsupportedData = 1003;
    public const int InvalidPayload = 1007;
    public const int TooBig = 1009;
}
