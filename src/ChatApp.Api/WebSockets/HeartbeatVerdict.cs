namespace ChatApp.Api.WebSockets;

internal enum HeartbeatVerdict
{
    Fine,

    /// <summary>The peer has been silent for so long that it is to be pinged.</summary>
    PingDue,

    /// <summary>The peer has not answered the ping.</summary>
    GivenUp,
}
