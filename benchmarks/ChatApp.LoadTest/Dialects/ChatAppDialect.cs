namespace ChatApp.LoadTest.Dialects;

/// <summary>ChatApp's own socket: one JSON object a frame.</summary>
internal class ChatAppDialect : Dialect
{
    public override string Name => "chatapp";

    public override bool CountsConversations => true;

    public override ReadOnlySpan<byte> Probe => "{\"type\":\"ping\"}"u8;

    public override string SocketPath(string token) => $"/ws/chat?token={token}";

    public override string ReadySocketPath(string token) => $"{SocketPath(token)}&events=all";

    public override string Message(Guid recipientId, string content, string clientMessageId) =>
        $$"""{"recipient_id":"{{recipientId:D}}","content":"{{content}}","client_message_id":"{{clientMessageId}}"}""";

    public override bool IsProbeAnswer(ReadOnlySpan<byte> text) => text.IndexOf("\"pong\""u8) >= 0;

    public override bool IsMessage(ReadOnlySpan<byte> text) => text.IndexOf("\"type\":\"message\""u8) >= 0;

    public override bool IsError(ReadOnlySpan<byte> text) => text.IndexOf("\"type\":\"error\""u8) >= 0;
}
