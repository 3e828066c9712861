namespace ChatApp.Infrastructure.Persistence.Events;

/// <summary>Compares what a node knows of its connected users with what is stored. Asked for all of them every few seconds, so it brings only what differs.</summary>
internal interface IStreamComparison
{
    /// <summary>Compares.</summary>
    /// <param name="known">The streams, and how far they have grown as far as the node knows.</param>
    /// <param name="sessionIds">The sessions that are open as far as the node knows.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<StreamDifferences> CompareAsync(
        IReadOnlyCollection<StreamHead> known, IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken);
}
