namespace ChatApp.Api.WebSockets;

internal static class FrameTypes
{
    public const string Message = "message";
    public const string Read = "read";
    public const string Typing = "typing";
    public const string Ping = "ping";
}
