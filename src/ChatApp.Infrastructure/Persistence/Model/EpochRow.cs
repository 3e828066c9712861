namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// The one row that says which life of the database this is. Deleting it after a backup was restored makes the next
/// start draw a new epoch, which voids all cursors that were given out.
/// </summary>
internal sealed class EpochRow
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public int Epoch { get; init; }
}
