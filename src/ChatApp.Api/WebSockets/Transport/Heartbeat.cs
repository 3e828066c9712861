namespace ChatApp.Api.WebSockets.Transport;

/// <summary>
/// Decides when a client is pinged and when it is given up (RFC 6455, section 5.5.2): pinged after an interval in which
/// nothing came from it, given up when nothing has come for another interval after the ping was sent.
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

    /// <summary>Something has come in.</summary>
    public void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    /// <summary>Whether a ping is to be sent now.</summary>
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

    /// <summary>Compares the times with the clock.</summary>
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

    /// <summary>
    /// For how long <see cref="Check"/> is sure to find nothing; zero or less when it may find something now.
    /// </summary>
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
