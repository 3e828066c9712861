namespace ChatApp.Api.WebSockets.Transport;

internal enum HeartbeatVerdict
{
    Fine,

    /// <summary>The client has been silent for an interval and must be pinged.</summary>
    PingDue,

    /// <summary>The client has not answered the ping.</summary>
    GivenUp,
}
