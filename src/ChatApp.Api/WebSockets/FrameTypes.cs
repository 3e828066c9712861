namespace ChatApp.Api.WebSockets;

/// <summary>Words for <c>type</c> in frames.</summary>
internal static class FrameTypes
{
    public const string Message = "message";
    public const string Read = "read";
    public const string Ping = "ping";
}
