namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>The only row; the health check updates it to find out whether the database accepts writes.</summary>
internal sealed class WriteProbeRow
{
    public const int OnlyId = 1;

    /// <summary>
    /// Length of <see cref="Filler"/> in bytes: more than a large message with its index entries, since a disk that is
    /// too full for messages may still accept a small row.
    /// </summary>
    public const int FillerBytes = 64 * 1024;

    public int Id { get; init; } = OnlyId;

    /// <summary>Random bytes, so that the database cannot compress them.</summary>
    public required byte[] Filler { get; init; }
}
