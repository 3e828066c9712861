using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Reading;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>Within the process no row has far to go, so the heads are compared here.</summary>
internal sealed class SqliteStreamComparison(IDbContextFactory<ChatDbContext> contexts) : IStreamComparison
{
    public async Task<IReadOnlyList<StreamHead>> FindGrownAsync(
        IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken)
    {
        var heads = known.ToDictionary(stream => stream.UserId, stream => stream.Head);
        var userIds = heads.Keys.ToList();
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var stored = await context.Streams.Where(stream => userIds.Contains(stream.UserId))
            .Select(stream => new StreamHead(stream.UserId, stream.Head))
            .ToListAsync(cancellationToken);
        return stored.FindAll(stream => stream.Head > heads[stream.UserId]);
    }
}
