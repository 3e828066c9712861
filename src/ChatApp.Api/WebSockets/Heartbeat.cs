namespace ChatApp.Api.WebSockets;

/// <summary>
/// Tells when a peer has to be pinged and when it is to be given up (contract, section 4): pinged when nothing has come of it for
/// <see cref="SocketSettings.PingInterval"/>, given up when nothing has come for as long again after the ping was sent.
/// </summary>
/// <remarks>The receive loop calls <see cref="Heard"/>, the send loop <see cref="TryTakePing"/>, a timer <see cref="Check"/> and <see cref="UntilDue"/>.</remarks>
internal sealed class Heartbeat(TimeProvider time)
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

    /// <summary>Looks at the clock.</summary>
    public HeartbeatVerdict Check()
    {
        var heardAt = Volatile.Read(ref _heardAt);
        if (time.GetElapsedTime(heardAt) < SocketSettings.PingInterval || Volatile.Read(ref _isPingDue))
        {
            return HeartbeatVerdict.Fine;
        }

        var pingedAt = Volatile.Read(ref _pingedAt);
        if (pingedAt > heardAt)
        {
            return time.GetElapsedTime(pingedAt) < SocketSettings.PingInterval ? HeartbeatVerdict.Fine : HeartbeatVerdict.GivenUp;
        }

        Volatile.Write(ref _isPingDue, true);
        return HeartbeatVerdict.PingDue;
    }

    /// <summary>How long <see cref="Check"/> has nothing to find, whatever happens meanwhile; zero or less when it may have.</summary>
    public TimeSpan UntilDue()
    {
        if (Volatile.Read(ref _isPingDue))
        {
            return TimeSpan.Zero;
        }

        var last = Math.Max(Volatile.Read(ref _heardAt), Volatile.Read(ref _pingedAt));
        return SocketSettings.PingInterval - time.GetElapsedTime(last);
    }
}
