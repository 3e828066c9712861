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
    public async Task Of_many_uses_at_once_on_two_nodes_one_is_the_first()
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
    public async Task What_has_long_expired_is_swept_out()
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
