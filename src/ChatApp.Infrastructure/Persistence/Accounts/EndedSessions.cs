namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>Finds sessions that have ended since a time. Called every few seconds, so it uses an index.</summary>
internal sealed class EndedSessions(IDbContextFactory<ChatDbContext> contexts)
{
    public async Task<IReadOnlyList<EndedSession>> FindAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Sessions.Where(session => session.EndedAt >= since)
            .Select(session => new EndedSession(session.UserId, session.Id))
            .ToListAsync(cancellationToken);
    }
}

internal sealed record EndedSession(Guid UserId, Guid SessionId);
