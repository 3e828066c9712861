namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Finds sessions that have ended. It is called every few seconds, so it searches an index by time instead of checking
/// each session in use.
/// </summary>
internal sealed class EndedSessions(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>All users' sessions that have ended since a time.</summary>
    public async Task<IReadOnlyList<EndedSession>> FindAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Sessions.Where(session => session.EndedAt >= since)
            .Select(session => new EndedSession(session.UserId, session.Id))
            .ToListAsync(cancellationToken);
    }
}
