using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>Stores sessions. A change is saved only if the row is as read; otherwise it is decided again.</summary>
internal sealed class SessionStore(
    IDbContextFactory<ChatDbContext> contexts, SessionCache cache, ChatMetrics metrics) : ISessionStore
{
    // Each conflict means that another request has succeeded, so this many conflicts in a row can only be a fault.
    private const int MaxAttempts = 50;

    private readonly BatchedLookup<Guid, Session> _sessions = LookupIn(contexts);

    public async ValueTask<SessionState?> FindStateAsync(Guid sessionId, CancellationToken cancellationToken)
    {
        var isKnown = cache.TryGet(sessionId, out var known);
        metrics.CacheRead("sessions", isKnown);
        if (isKnown)
        {
            return known;
        }

        var reading = cache.BeginRead();
        var session = await _sessions.FindAsync(sessionId, cancellationToken);
        return session is null ? null : cache.PutRead(session, reading);
    }

    public async Task<Page<Session>> ListOpenAsync(
        Guid userId, DateTimeOffset now, Guid? before, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);

        // Ids are ordered by creation time.
        var sessions = await context.Sessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.EndedAt == null && session.ExpiresAt > now
                && (before == null || session.Id < before))
            .OrderByDescending(session => session.Id)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return Page<Session>.FromOneMore(sessions, limit);
    }

    public async Task<SessionEnds> EndAllAsync(
        Guid userId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var open = context.Sessions.Where(
            row => row.UserId == userId && row.EndedAt == null && row.ExpiresAt > now);
        var (ended, isConfirmed) = await context.CommitInTransactionAsync(
            async cancellation =>
            {
                var ids = await open.Select(row => row.Id).ToListAsync(cancellation);
                await open.Where(row => ids.Contains(row.Id)).ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.EndedAt, now), cancellation);
                return ids;
            },
            cancellationToken);
        if (ended.Count == 0)
        {
            await context.ConfirmAsync(cancellationToken);
        }

        ended.ForEach(cache.Forget);
        return new SessionEnds(ended, isConfirmed);
    }

    public async Task<Session?> ChangeAsync(Guid sessionId, Action<Session> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var session = await context.Sessions.SingleOrDefaultAsync(row => row.Id == sessionId, cancellationToken);
            if (session is null)
            {
                return null;
            }

            change(session);
            try
            {
                // Not cancelled when the caller disconnects: a committed change must also reach the cache.
                if (await context.SaveChangesAsync(CancellationToken.None) == 0)
                {
                    // The answer may say again what an earlier call could not confirm, such as the session's end.
                    await context.ConfirmAsync(CancellationToken.None);
                }
            }
            catch (DbUpdateConcurrencyException) when (attempt < MaxAttempts)
            {
                continue;
            }

            cache.PutChanged(session);
            return session;
        }
    }

    private static BatchedLookup<Guid, Session> LookupIn(IDbContextFactory<ChatDbContext> contexts)
    {
        var query = EF.CompileAsyncQuery((ChatDbContext context, Guid[] sessionIds) =>
            context.Sessions.AsNoTracking().Where(row => sessionIds.Contains(row.Id)));
        return new BatchedLookup<Guid, Session>(async sessionIds =>
        {
            await using var context = await contexts.CreateDbContextAsync();
            var found = new Dictionary<Guid, Session>(sessionIds.Count);
            await foreach (var session in query(context, [.. sessionIds]))
            {
                found.Add(session.Id, session);
            }

            return found;
        });
    }
}
