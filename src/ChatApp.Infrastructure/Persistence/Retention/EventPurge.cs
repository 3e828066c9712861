using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Retention;

/// <summary>
/// Deletes old events from the start of each stream. The floor is raised first, in a commit of its own, so a reader
/// that misses events also sees the raised floor (<see cref="Reading.EventLog"/>).
/// </summary>
internal sealed class EventPurge(IDbContextFactory<ChatDbContext> contexts, ChatMetrics metrics)
{
    private const int StreamsAtOnce = 100;

    /// <summary>Goes around all streams once.</summary>
    /// <param name="before">Events that are older than this are deleted.</param>
    /// <param name="pace">The pace of the run.</param>
    /// <param name="cancellationToken">Ends the run after the current step.</param>
    /// <returns>The number of deleted events.</returns>
    public async Task<long> RunAsync(DateTimeOffset before, RetentionPace pace, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        for (Guid? after = Guid.Empty; after is { } last;)
        {
            var ages = await pace.StepAsync(
                () => ReadAsync(
                    streams => streams.Where(stream => stream.UserId > last).OrderBy(stream => stream.UserId)
                        .Take(StreamsAtOnce),
                    cancellationToken),
                cancellationToken);
            foreach (var age in ages)
            {
                deleted += await PurgeAsync(age, before, pace, cancellationToken);
            }

            after = ages.Count == StreamsAtOnce ? ages[^1].UserId : null;
        }

        return deleted;
    }

    private async Task<long> PurgeAsync(
        StreamAge age, DateTimeOffset before, RetentionPace pace, CancellationToken cancellationToken)
    {
        var deleted = 0L;
        while (age.HasRest || age.CanRaiseOver(before))
        {
            var floor = age.CanRaiseOver(before)
                ? await pace.StepAsync(() => RaiseFloorAsync(age, before, cancellationToken), cancellationToken)
                : age.Floor;
            for (var first = age.Oldest; first <= floor; first += StreamAge.BatchSize)
            {
                var last = Math.Min(first + StreamAge.BatchSize - 1, floor);
                var count = await pace.StepAsync(
                    () => DeleteAsync(age.UserId, last, cancellationToken), cancellationToken);
                metrics.RowsPurged("events", count);
                deleted += count;
            }

            var userId = age.UserId;
            var ages = await pace.StepAsync(
                () => ReadAsync(streams => streams.Where(stream => stream.UserId == userId), cancellationToken),
                cancellationToken);
            age = ages[0];
        }

        return deleted;
    }

    private async Task<long> RaiseFloorAsync(StreamAge age, DateTimeOffset before, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var floor = await age.FindOlderAsync(context, before, cancellationToken);
        await context.WriteAsync(
            cancellation => context.Streams.Where(stream => stream.UserId == age.UserId && stream.Floor < floor)
                .ExecuteUpdateAsync(set => set.SetProperty(stream => stream.Floor, floor), cancellation),
            cancellationToken);
        return floor;
    }

    private async Task<int> DeleteAsync(Guid userId, long last, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.WriteAsync(
            context.Events.Where(row => row.UserId == userId && row.Number <= last).ExecuteDeleteAsync,
            cancellationToken);
    }

    private async Task<List<StreamAge>> ReadAsync(
        Func<IQueryable<StreamCounter>, IQueryable<StreamCounter>> which, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await StreamAge.Of(context, which(context.Streams)).ToListAsync(cancellationToken);
    }
}
