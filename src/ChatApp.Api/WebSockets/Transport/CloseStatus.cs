namespace ChatApp.Api.WebSockets.Transport;

/// <summary>The close codes of RFC 6455, section 7.4.1, with which the transport itself ends a connection.</summary>
internal static class CloseStatus
{
    public const int Normal = 1000;
    public const int ProtocolError = 1002;
    public const int UnsupportedData = 1003;
    public const int InvalidPayload = 1007;
    public const int TooBig = 1009;
}
