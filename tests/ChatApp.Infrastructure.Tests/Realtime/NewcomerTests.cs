using ChatApp.Application.Events;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class NewcomerTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task An_event_committed_after_a_user_is_expected_comes_from_memory()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);

        // The clock stands still, so no reconciliation can deliver the event.
        var node = await database.StartNodeAsync(
            services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(TestTime.Noon)));
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "before");
        using var expected = await node.Get<IStreamSubscriptions>()
            .ExpectAsync(bob.Id, since: null, allEvents: true, CancellationToken.None);
        await node.AppendAsync(alice, bob, "after the bounds");

        using var subscription = await expected.StartAsync(new FakeConnection(bob.Id), limit: 20);

        Assert.That(subscription!.Sent, Is.EqualTo(1));
        Assert.That(subscription.TryTake(out _), Is.True, "encoded, from memory");
        Assert.That(subscription.Sent, Is.EqualTo(2));
        Assert.That(node.Get<ConnectionRegistry>().Find(bob.Id)!.Head, Is.EqualTo(2));
    }
}
