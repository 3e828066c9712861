using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class NewcomerTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task What_is_committed_once_a_user_is_expected_is_in_the_bounds_or_in_the_feed()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);

        // On a clock that stands still no sweep can help.
        var node = await database.StartNodeAsync(services => services.AddSingleton<TimeProvider>(new FakeTimeProvider(TestTime.Noon)));
        var registry = node.Get<ConnectionRegistry>();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "before");
        using var expectation = registry.Expect(bob.Id);
        await node.AppendAsync(alice, bob, "before the read");

        var bounds = await node.Log.GetBoundsAsync(bob.Id, CancellationToken.None);
        await node.AppendAsync(alice, bob, "after the read");

        var connection = new FakeConnection(bob.Id);
        var feed = registry.TryAdd(connection, 20);
        Assert.That(bounds.Head, Is.EqualTo(2));
        Assert.That(feed!.Head, Is.EqualTo(3));
        Assert.That(feed.Find(3), Is.Not.Null, "encoded and at hand");
        registry.Remove(connection);
    }
}
