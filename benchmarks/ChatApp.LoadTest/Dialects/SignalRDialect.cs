using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Dialects;

/// <summary>
/// SignalR's JSON protocol: records that end with U+001E, perhaps several in a frame, as the SignalR peer takes and
/// sends them. Sends are invocations without an id, which the server does not answer with a completion; the sender's
/// own copy is the acknowledgement.
/// </summary>
internal class SignalRDialect : Dialect
{
    protected const string HubPath = "/hubs/chat";

    public override string Name => "signalr";

    public override bool CountsConversations => false;

    public override ReadOnlySpan<byte> Greeting => "{\"protocol\":\"json\",\"version\":1}\u001e"u8;

    /// <summary>
    /// The protocol's own pings go unanswered; the dispatcher answers an unknown method, before any code of the hub.
    /// </summary>
    public override ReadOnlySpan<byte> Probe =>
        "{\"type\":1,\"invocationId\":\"1\",\"target\":\"-\",\"arguments\":[]}\u001e"u8;

    public override string SocketPath(string token) => $"{HubPath}?access_token={token}";

    /// <summary>The answer to the greeting says so already.</summary>
    public override string ReadySocketPath(string token) => SocketPath(token);

    public override string Message(Guid recipientId, string content, string clientMessageId) =>
        $$"""{"type":1,"target":"Send","arguments":["{{recipientId:D}}","{{content}}","{{clientMessageId}}"]}"""
            + "\u001e";

    public override bool IsProbeAnswer(ReadOnlySpan<byte> text) => text.StartsWith("{\"type\":3,"u8);

    public override bool IsMessage(ReadOnlySpan<byte> text) => text.StartsWith("{\"type\":1,\"target\":\"Message\""u8);

    /// <summary>A completion comes only with an error here; a close record says why.</summary>
    public override bool IsError(ReadOnlySpan<byte> text) =>
        text.StartsWith("{\"type\":3,"u8) || text.StartsWith("{\"type\":7"u8);

    public override IFrameHandler Texts(IFrameHandler handler) => new RecordSplitter(handler);
}
