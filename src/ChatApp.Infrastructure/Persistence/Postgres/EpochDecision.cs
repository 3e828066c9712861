namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Decides what another timeline of PostgreSQL means.</summary>
internal static class EpochDecision
{
    /// <summary>Whether a server was the primary before the known one.</summary>
    /// <param name="now">What the server tells.</param>
    /// <param name="known">The newest primary that this node has used; null before the first.</param>
    public static bool IsFormer(Primary now, Primary? known) =>
        now != Primary.Hidden && known is not null && now.Timeline < known.Timeline;

    /// <summary>Whether commits may be lost that no stored epoch accounts for, so that a new one is needed.</summary>
    /// <param name="now">The primary.</param>
    /// <param name="stored">The primary of the stored epoch; null if none was stored with it.</param>
    /// <param name="known">The newest primary that this node has used; null before the first.</param>
    /// <param name="isOurs">Whether the stored epoch is the one that this node has used.</param>
    /// <param name="isLastStored">Whether this node's last commit is in the database.</param>
    public static bool MayBeLost(Primary now, Primary? stored, Primary? known, bool isOurs, bool isLastStored)
    {
        if (stored is { AwaitsStandby: false } && stored.Timeline != now.Timeline)
        {
            return true;
        }

        if (known is null || known.Timeline == now.Timeline)
        {
            return false;
        }

        // Another epoch comes from a node that was faster, or from before this node's epoch, which is then lost.
        return isOurs
            ? !known.AwaitsStandby || !isLastStored
            : stored is null || stored.Timeline <= known.Timeline;
    }
}

/// <summary>A primary server of PostgreSQL.</summary>
/// <param name="Timeline">Each promotion of a standby begins a new one.</param>
/// <param name="AwaitsStandby">Whether commits wait for a synchronous standby.</param>
internal sealed record Primary(int Timeline, bool AwaitsStandby)
{
    /// <summary>A service that does not tell its timeline.</summary>
    public static readonly Primary Hidden = new(Timeline: 0, AwaitsStandby: false);
}
