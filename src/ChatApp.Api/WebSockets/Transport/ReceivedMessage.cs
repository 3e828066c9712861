namespace ChatApp.Api.WebSockets.Transport;

/// <summary>What has come in of a client: a text, a ping, or something that ends the conversation.</summary>
/// <param name="Kind">Which of these.</param>
/// <param name="Payload">The text in UTF-8, or what the pong has to repeat.</param>
/// <param name="CloseWith">For what ends the conversation: the code to close with.</param>
internal readonly record struct ReceivedMessage(ReceivedKind Kind, ReadOnlyMemory<byte> Payload = default, CloseCode CloseWith = default)
{
    public static ReceivedMessage Violation(CloseCode code) => new(ReceivedKind.Violation, CloseWith: code);
}
