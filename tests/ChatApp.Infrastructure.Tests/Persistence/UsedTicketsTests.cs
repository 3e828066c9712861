using ChatApp.Application.Sessions;
using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class UsedTicketsTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task Parallel_uses_on_two_nodes_succeed_only_once()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        IUsedTickets[] nodes =
        [
            (await database.StartNodeAsync()).Get<IUsedTickets>(),
            (await database.StartNodeAsync()).Get<IUsedTickets>(),
        ];
        var (ticket, expiresAt) = (Guid.CreateVersion7(), TimeProvider.System.GetUtcNow().AddSeconds(30));

        var uses = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Task.Run(
            () => nodes[i % 2].TryAddAsync(ticket, expiresAt, CancellationToken.None)))).WaitAsync(TestNode.Patience);

        Assert.That(uses.Count(isFirst => isFirst), Is.EqualTo(1));
    }

    [Test]
    public async Task Old_expired_tickets_are_deleted()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var time = new FakeTimeProvider(TestTime.Noon);
        var contexts = node.Get<IDbContextFactory<ChatDbContext>>();
        var used = new UsedTickets(contexts, time);
        var (old, recent, late) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await used.TryAddAsync(old, TestTime.Noon.AddSeconds(30), CancellationToken.None);
        await used.TryAddAsync(recent, TestTime.Noon.AddMinutes(5), CancellationToken.None);

        time.Advance(TimeSpan.FromMinutes(6));
        await used.TryAddAsync(late, TestTime.Noon.AddMinutes(7), CancellationToken.None);

        await using var context = await contexts.CreateDbContextAsync();
        Assert.That(
            await context.Set<UsedTicketRow>().Select(row => row.Id).ToListAsync(),
            Is.EquivalentTo(new[] { recent, late }));
    }
}
