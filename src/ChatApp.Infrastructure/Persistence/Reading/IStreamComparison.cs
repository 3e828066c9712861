namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>
/// Compares the stream heads that a node knows with the stored ones. It is called every few seconds, so it returns only
/// differences.
/// </summary>
internal interface IStreamComparison
{
    /// <summary>The streams whose stored head is greater than the known one, with the stored head.</summary>
    Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken);
}
