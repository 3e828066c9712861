namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>Stores used tickets. If two nodes use one at once, the primary key decides which is first.</summary>
internal sealed class UsedTickets(IDbContextFactory<ChatDbContext> contexts, TimeProvider time) : IUsedTickets
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // The nodes' clocks differ, so a row is kept longer than any node can consider its ticket valid.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    // A monotonic timestamp; 0 means never.
    private long _sweptAt;

    public async Task<bool> TryAddAsync(Guid ticketId, DateTimeOffset expiresAt, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await SweepAsync(context, cancellationToken);
        context.Add(new UsedTicketRow { Id = ticketId, ExpiresAt = expiresAt });
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsUniqueViolation(exception))
        {
            return false;
        }
    }

    private async Task SweepAsync(ChatDbContext context, CancellationToken cancellationToken)
    {
        var last = Interlocked.Read(ref _sweptAt);
        if ((last != 0 && time.GetElapsedTime(last) < SweepInterval)
            || Interlocked.CompareExchange(ref _sweptAt, time.GetTimestamp(), last) != last)
        {
            return;
        }

        var end = time.GetUtcNow() - Grace;
        await context.WriteAsync(
            context.Set<UsedTicketRow>().Where(row => row.ExpiresAt < end).ExecuteDeleteAsync, cancellationToken);
    }
}
