namespace ChatApp.Api.WebSockets;

/// <summary>Values of <c>type</c> in a client's frames.</summary>
internal static class FrameTypes
{
    public const string Message = "message";
    public const string Read = "read";
    public const string Ping = "ping";
}
