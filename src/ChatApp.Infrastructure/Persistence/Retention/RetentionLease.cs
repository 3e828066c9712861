namespace ChatApp.Infrastructure.Persistence.Retention;

/// <summary>
/// Lets one node do the daily run. Each change of the due time requires that it is still the one that this node has
/// seen. A run works also if two nodes do it, so clocks that differ only cost work.
/// </summary>
internal sealed class RetentionLease(IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
{
    /// <summary>From the start of a run until the next one is due.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromDays(1);

    /// <summary>How long a run that makes no step is waited for.</summary>
    internal static readonly TimeSpan Length = TimeSpan.FromMinutes(10);

    /// <summary>Begins a run if it is due.</summary>
    /// <returns>When the lease ends; null if no run is due, or another node has begun it.</returns>
    public async Task<DateTimeOffset?> TryTakeAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset due;
        await using (var context = await contexts.CreateDbContextAsync(cancellationToken))
        {
            due = await context.Set<RetentionRunRow>().Select(row => (DateTimeOffset?)row.DueAt)
                .SingleOrDefaultAsync(cancellationToken) ?? await AddAsync(context, cancellationToken);
        }

        // Later than any right clock has set it: the clock of a node was wrong.
        var now = time.GetUtcNow();
        var isDue = due <= now || due > now + Interval + Length;
        return isDue ? await MoveAsync(due, now + Length, cancellationToken) : null;
    }

    /// <summary>Keeps the lease of a run that goes on.</summary>
    /// <param name="held">When it ends so far.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    /// <returns>When it ends now; unchanged while most of it is left.</returns>
    /// <exception cref="TimeoutException">The lease has ended, and another node has taken it.</exception>
    public async Task<DateTimeOffset> KeepAsync(DateTimeOffset held, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return held - now > Length / 2
            ? held
            : await MoveAsync(held, now + Length, cancellationToken)
                ?? throw new TimeoutException("Another node has taken over the run of retention.");
    }

    /// <summary>Ends a run.</summary>
    /// <param name="held">When the lease would end.</param>
    /// <param name="startedAt">When the run began.</param>
    /// <param name="cancellationToken">Cancels the statement.</param>
    public Task EndAsync(DateTimeOffset held, DateTimeOffset startedAt, CancellationToken cancellationToken) =>
        MoveAsync(held, startedAt + Interval, cancellationToken);

    // The first run is due at once.
    private static async Task<DateTimeOffset> AddAsync(ChatDbContext context, CancellationToken cancellationToken)
    {
        var row = new RetentionRunRow { DueAt = DateTimeOffset.UnixEpoch };
        context.Add(row);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsUniqueViolation(exception))
        {
            // Another node was first.
        }

        return row.DueAt;
    }

    private async Task<DateTimeOffset?> MoveAsync(
        DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // The precision that both databases store.
        var due = to.AddTicks(-(to.Ticks % TimeSpan.TicksPerMicrosecond));
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var moved = await context.WriteAsync(
            cancellation => context.Set<RetentionRunRow>().Where(row => row.DueAt == from)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.DueAt, due), cancellation),
            cancellationToken);
        return moved > 0 ? due : null;
    }
}
