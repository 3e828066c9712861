using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class RepeatOnTwoNodesTests
{
    [Test]
    public async Task The_same_message_on_two_nodes_at_once_is_stored_once()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        TestNode[] nodes = [await database.StartNodeAsync(), await database.StartNodeAsync()];
        var (alice, bob) = (await nodes[0].AddUserAsync(), await nodes[0].AddUserAsync());

        for (var round = 1; round <= 20; round++)
        {
            var clientMessageId = Guid.CreateVersion7();
            var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() =>
                nodes[i % 2].AppendAsync(alice, bob, "Hello!", clientMessageId))));

            Assert.That(results.Count(result => !result.Value.IsRepeat), Is.EqualTo(1));
            Assert.That(results.Select(result => result.Value.Message.Seq), Is.All.EqualTo(round));
        }
    }
}
