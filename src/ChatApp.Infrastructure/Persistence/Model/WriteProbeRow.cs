namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>The one row that the health check writes to find out whether anything can be written.</summary>
internal sealed class WriteProbeRow
{
    public const int OnlyId = 1;

    /// <summary>
    /// Bytes of <see cref="Filler"/>: more than a large message takes with all its index entries, since a disk that is
    /// full for messages still takes a small row.
    /// </summary>
    public const int FillerBytes = 64 * 1024;

    public int Id { get; init; } = OnlyId;

    /// <summary>Random, so that no database makes it small.</summary>
    public required byte[] Filler { get; init; }
}
