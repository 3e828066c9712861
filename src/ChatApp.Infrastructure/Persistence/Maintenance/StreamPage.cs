using ChatApp.Application.Maintenance;

namespace ChatApp.Infrastructure.Persistence.Maintenance;

/// <summary>A page of streams with all that refers to users in its range.</summary>
internal sealed class StreamPage(ChatDbContext context, Guid after, int size)
{
    /// <returns>The streams, and the end of the range; null at the end of the table.</returns>
    public async Task<(IReadOnlyList<InspectedUser> Items, Guid? Last)> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await context.Streams.AsNoTracking().Where(row => row.UserId > after).OrderBy(row => row.UserId)
            .Take(size).ToListAsync(cancellationToken);
        var isLast = rows.Count < size;
        var last = isLast ? Guid.AllBitsSet : rows[^1].UserId;
        var users = await context.Users.Where(row => row.Id > after && row.Id <= last).Select(row => row.Id)
            .ToHashSetAsync(cancellationToken);
        var indexed = await context.Set<SearchStreamRow>().Where(row => row.UserId > after && row.UserId <= last)
            .ToDictionaryAsync(row => row.UserId, row => row.Indexed, cancellationToken);
        var scans = rows.ToDictionary(row => row.UserId, row => new NumberScan(row.Floor));
        await ReadEventsAsync(scans, last, cancellationToken);

        var streams = rows.ToDictionary(row => row.UserId);
        var items = users.Union(scans.Keys).Union(indexed.Keys).Select(userId =>
        {
            var row = streams.GetValueOrDefault(userId);
            var scan = scans.GetValueOrDefault(userId) ?? new NumberScan(after: null);
            scan.Complete(row?.Head ?? 0);
            return new InspectedUser(
                userId, users.Contains(userId), row, scan,
                indexed.TryGetValue(userId, out var position) ? position : null);
        });
        return ([.. items], isLast ? null : last);
    }

    private async Task ReadEventsAsync(
        Dictionary<Guid, NumberScan> scans, Guid last, CancellationToken cancellationToken)
    {
        var events = context.Events.Where(row => row.UserId > after && row.UserId <= last)
            .OrderBy(row => row.UserId).ThenBy(row => row.Number)
            .Select(row => new { row.UserId, row.Number });
        await foreach (var row in events.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            if (!scans.TryGetValue(row.UserId, out var scan))
            {
                scans[row.UserId] = scan = new NumberScan(after: null);
            }

            scan.Add(row.Number);
        }
    }
}
