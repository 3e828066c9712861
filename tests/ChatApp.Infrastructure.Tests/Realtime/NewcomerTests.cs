using System.Diagnostics;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class NewcomerTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task What_was_committed_just_before_a_user_came_is_found_without_waiting_for_the_sweep()
    {
        var node = await NodeAsync();
        var registry = node.Get<ConnectionRegistry>();
        var alice = await node.AddUserAsync();
        var begin = Stopwatch.GetTimestamp();
        for (var i = 0; i < 10; i++)
        {
            // The event finds nobody, and the one who comes after it has read its place in the stream before it.
            var bob = await node.AddUserAsync();
            await node.AppendAsync(alice, bob, "just now");

            var connection = new FakeConnection(bob.Id);
            var feed = registry.TryAdd(connection, 20);
            while (feed!.Head < 1 && Stopwatch.GetElapsedTime(begin) < TestNode.Patience)
            {
                await Task.Yield();
            }

            Assert.That(feed.Head, Is.EqualTo(1));
            registry.Remove(connection);
        }

        // One after the other, each would have waited for a sweep of its own.
        Assert.That(Stopwatch.GetElapsedTime(begin), Is.LessThan(2 * StreamHealer.Interval));
    }
}
