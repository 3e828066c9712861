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
}
