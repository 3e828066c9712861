using ChatApp.Application.Sessions;
using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Remembers used tickets in the database, whose primary key decides who was first when two nodes ask at once. Tickets
/// that have expired are swept out by one of the calls of each minute. Safe for use by any thread.
/// </summary>
internal sealed class UsedTickets(
    IDbContextFactory<ChatDbContext> contexts, TimeProvider time)
    : IUsedTickets
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    // Clocks of nodes differ: a row is kept for longer than any node may believe its ticket to be good.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);

    // By the clock that is never set; 0: never.
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
