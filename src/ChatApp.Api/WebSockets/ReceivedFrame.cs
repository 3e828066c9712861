namespace ChatApp.Api.WebSockets;

/// <summary>What came in: a text, the peer's close frame, or something that closes the connection.</summary>
/// <param name="Utf8">The text.</param>
/// <param name="CloseWith">The code to close with; null for a text.</param>
internal readonly record struct ReceivedFrame(ReadOnlyMemory<byte> Utf8, CloseCode? CloseWith)
{
    public static ReceivedFrame Closed => new(default, CloseCode.Normal);

    public static ReceivedFrame Text(ReadOnlyMemory<byte> utf8) => new(utf8, null);

    public static ReceivedFrame Violation(CloseCode code) => new(default, code);
}
