namespace ChatApp.Infrastructure.Presence;

/// <summary>
/// Writes when users were last online, many at once, and so never on the way of a socket. Only the presence loop uses
/// it.
/// </summary>
internal sealed class LastSeenTimes(IDbContextFactory<ChatDbContext> contexts)
{
    // Users per statement: with the embedded database, messages wait until it has ended.
    private const int ChunkSize = 500;

    // During an outage. Each takes about 50 bytes; beyond, times are not written.
    private const int MaxPending = 50_000;

    private readonly Dictionary<Guid, DateTimeOffset> _pending = [];

    public void Add(IEnumerable<Guid> userIds, DateTimeOffset at)
    {
        foreach (var userId in userIds.Take(MaxPending - _pending.Count))
        {
            _pending[userId] = at;
        }
    }

    /// <summary>Writes all of them. What fails is written by the next call.</summary>
    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        foreach (var users in _pending.ToLookup(pending => pending.Value, pending => pending.Key))
        {
            foreach (var chunk in users.Order().Chunk(ChunkSize))
            {
                await WriteAsync(chunk, users.Key, cancellationToken);
                Array.ForEach(chunk, userId => _pending.Remove(userId));
            }
        }
    }

    private async Task WriteAsync(Guid[] userIds, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.WriteAsync(
            cancellation => context.Users
                .Where(user => userIds.Contains(user.Id)
                    && user.ClosedAt == null && (user.LastSeenAt == null || user.LastSeenAt < at))
                .ExecuteUpdateAsync(
                    set => set.SetProperty(user => user.LastSeenAt, (DateTimeOffset?)at), cancellation),
            cancellationToken);
    }
}
