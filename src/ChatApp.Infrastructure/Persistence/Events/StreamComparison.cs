using ChatApp.Infrastructure.Persistence.Sessions;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Events;

/// <summary>The half of the comparison that is the same on both databases.</summary>
internal abstract class StreamComparison(IDbContextFactory<ChatDbContext> contexts) : IStreamComparison
{
    public abstract Task<IReadOnlyList<StreamHead>> FindGrownAsync(IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken);

    public async Task<IReadOnlyList<EndedSession>> FindEndedSessionsAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Sessions.Where(session => session.EndedAt >= since)
            .Select(session => new EndedSession(session.UserId, session.Id))
            .ToListAsync(cancellationToken);
    }
}
