namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Decides what another timeline of PostgreSQL means.</summary>
internal static class EpochDecision
{
    /// <summary>Whether a server was the primary before the known one.</summary>
    /// <param name="now">What the server tells.</param>
    /// <param name="known">The newest primary that this node has used; null before the first.</param>
    public static bool IsFormer(Primary now, Primary? known) =>
        now != Primary.Hidden && known is not null && now.Timeline < known.Timeline;
}

/// <summary>A primary server of PostgreSQL.</summary>
/// <param name="Timeline">Each promotion of a standby begins a new one.</param>
/// <param name="AwaitsStandby">Whether commits wait for a synchronous standby.</param>
internal sealed record Primary(int Timeline, bool AwaitsStandby)
{
    /// <summary>A service that does not tell its timeline.</summary>
    public static readonly Primary Hidden = new(Timeline: 0, AwaitsStandby: false);
}
