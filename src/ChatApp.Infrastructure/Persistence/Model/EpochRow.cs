namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// The only row, which holds the epoch of the database. After a backup is restored, delete the row: the next start then
/// draws a new epoch, which invalidates all cursors.
/// </summary>
internal sealed class EpochRow
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public int Epoch { get; init; }

    /// <summary>PostgreSQL's timeline on which the epoch was last confirmed; null before, and in SQLite.</summary>
    public int? Timeline { get; init; }

    /// <summary>Whether commits on that timeline wait for a standby, as a node last saw it.</summary>
    public bool AwaitsStandby { get; init; }

    public static int Draw() => RandomNumberGenerator.GetInt32(1, int.MaxValue);
}
