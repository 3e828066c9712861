using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Tells which sessions have ended. Asked every few seconds, so by time, over an index, and not for each session that
/// is in use.
/// </summary>
internal sealed class EndedSessions(IDbContextFactory<ChatDbContext> contexts)
{
    /// <summary>The sessions, of anyone, that have ended since then.</summary>
    public async Task<IReadOnlyList<EndedSession>> FindAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Sessions.Where(session => session.EndedAt >= since)
            .Select(session => new EndedSession(session.UserId, session.Id))
            .ToListAsync(cancellationToken);
    }
}
