using ChatApp.Infrastructure.Persistence.Events;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>Within the process no row has far to go, so the heads are compared here.</summary>
internal sealed class SqliteStreamComparison(IDbContextFactory<ChatDbContext> contexts) : IStreamComparison
{
    public async Task<StreamDifferences> CompareAsync(
        IReadOnlyCollection<StreamHead> known, IReadOnlyCollection<Guid> sessionIds, CancellationToken cancellationToken)
    {
        var heads = known.ToDictionary(stream => stream.UserId, stream => stream.Head);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await context.Streams.Where(stream => heads.Keys.Contains(stream.UserId))
            .Select(stream => new StreamHead(stream.UserId, stream.Head))
            .ToListAsync(cancellationToken);
        var ended = await context.Sessions.Where(session => sessionIds.Contains(session.Id) && session.EndedAt != null)
            .Select(session => new EndedSession(session.UserId, session.Id))
            .ToListAsync(cancellationToken);
        return new StreamDifferences(stored.FindAll(stream => stream.Head > heads[stream.UserId]), ended);
    }
}
