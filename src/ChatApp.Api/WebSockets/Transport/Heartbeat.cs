namespace ChatApp.Api.WebSockets.Transport;

/// <summary>
/// Decides when to ping a client and when to disconnect it (RFC 6455, section 5.5.2). It is pinged after an interval
/// without received data, and disconnected if another interval passes after the ping without received data.
/// </summary>
/// <remarks>
/// The receive loop calls <see cref="Heard"/>, the send loop <see cref="TryTakePing"/>, and a timer <see cref="Check"/>
/// and <see cref="UntilDue"/>.
/// </remarks>
internal sealed class Heartbeat(TimeSpan interval, TimeProvider time)
{
    private long _heardAt = time.GetTimestamp();
    private long _pingedAt;
    private bool _isPingDue;

    public void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    /// <summary>Returns whether a ping must be sent now, and then records it as sent.</summary>
    public bool TryTakePing()
    {
        if (!Volatile.Read(ref _isPingDue))
        {
            return false;
        }

        Volatile.Write(ref _pingedAt, time.GetTimestamp());
        Volatile.Write(ref _isPingDue, false);
        return true;
    }

    public HeartbeatVerdict Check()
    {
        var heardAt = Volatile.Read(ref _heardAt);
        if (time.GetElapsedTime(heardAt) < interval || Volatile.Read(ref _isPingDue))
        {
            return HeartbeatVerdict.Fine;
        }

        var pingedAt = Volatile.Read(ref _pingedAt);
        if (pingedAt > heardAt)
        {
            return time.GetElapsedTime(pingedAt) < interval ? HeartbeatVerdict.Fine : HeartbeatVerdict.GivenUp;
        }

        Volatile.Write(ref _isPingDue, true);
        return HeartbeatVerdict.PingDue;
    }

    /// <summary>How long <see cref="Check"/> finds nothing due for certain; zero or less if it may now.</summary>
    public TimeSpan UntilDue()
    {
        if (Volatile.Read(ref _isPingDue))
        {
            return TimeSpan.Zero;
        }

        var last = Math.Max(Volatile.Read(ref _heardAt), Volatile.Read(ref _pingedAt));
        return interval - time.GetElapsedTime(last);
    }
}

internal enum HeartbeatVerdict
{
    Fine,

    /// <summary>The client has been silent for an interval and must be pinged.</summary>
    PingDue,

    /// <summary>The client has not answered the ping.</summary>
    GivenUp,
}
