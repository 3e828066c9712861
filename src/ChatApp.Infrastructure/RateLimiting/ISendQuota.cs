namespace ChatApp.Infrastructure.RateLimiting;

/// <summary>
/// Holds what a user sends over all nodes together to the limit; on the node itself a bucket of its own does. When the other nodes cannot be asked it
/// admits. Every member may be called from any thread, returns at once and does not fail.
/// </summary>
public interface ISendQuota
{
    /// <summary>Counts a frame or call of a user.</summary>
    /// <param name="userId">Whose it is.</param>
    /// <param name="perSecond">How many a user may send in a second.</param>
    /// <param name="burst">How many at once, after a while of silence.</param>
    /// <returns>Null, or how long the user has to wait.</returns>
    TimeSpan? Take(Guid userId, int perSecond, int burst);
}
