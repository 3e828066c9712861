namespace ChatApp.Api.WebSockets.Transport;

/// <summary>What has come in from a client: a text, a ping or a pong, or something that ends the connection.</summary>
/// <param name="Kind">Which of these.</param>
/// <param name="Payload">The text in UTF-8, or what the pong has to repeat.</param>
/// <param name="CloseWith">
/// For what ends the connection: the code to close with, one of <see cref="CloseStatus"/>.
/// </param>
internal readonly record struct ReceivedMessage(
    ReceivedKind Kind, ReadOnlyMemory<byte> Payload = default, int CloseWith = default)
{
    public static ReceivedMessage Violation(int code) => new(ReceivedKind.Violation, CloseWith: code);
}
