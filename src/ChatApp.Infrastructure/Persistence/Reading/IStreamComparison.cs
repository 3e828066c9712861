namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>
/// Compares what a node knows of the streams of its connected users with what is stored. Asked every few seconds, so it
/// brings only what differs.
/// </summary>
internal interface IStreamComparison
{
    /// <summary>Of these streams those that have grown further than the node knows, and how far.</summary>
    Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken);
}
