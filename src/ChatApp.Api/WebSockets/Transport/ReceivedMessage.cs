namespace ChatApp.Api.WebSockets.Transport;

/// <summary>Something received from a client: a text, a ping, a pong, or something that ends the connection.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Payload">The text in UTF-8, or the payload of a ping, which the pong must repeat.</param>
/// <param name="CloseWith">
/// The code to close with, one of <see cref="CloseStatus"/>, if this ends the connection.
/// </param>
internal readonly record struct ReceivedMessage(
    ReceivedKind Kind, ReadOnlyMemory<byte> Payload = default, int CloseWith = default)
{
    public static ReceivedMessage Violation(int code) => new(ReceivedKind.Violation, CloseWith: code);
}
