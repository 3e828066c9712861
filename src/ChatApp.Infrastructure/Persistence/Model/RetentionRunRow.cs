namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// The only row, which the first run adds: when the next run of retention is due. During a run it is the end of the
/// run's lease.
/// </summary>
internal sealed class RetentionRunRow
{
    public const int OnlyId = 1;

    public int Id { get; init; } = OnlyId;

    public DateTimeOffset DueAt { get; init; }
}
