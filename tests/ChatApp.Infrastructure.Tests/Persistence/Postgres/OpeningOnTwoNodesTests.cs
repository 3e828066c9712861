using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class OpeningOnTwoNodesTests
{
    [Test]
    public async Task First_messages_in_the_same_conversations_do_not_deadlock()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        TestNode[] nodes = [await database.StartNodeAsync(), await database.StartNodeAsync()];
        var users = new List<User>();
        for (var i = 0; i < 12; i++)
        {
            users.Add(await nodes[0].AddUserAsync());
        }

        (User One, User Other)[] pairs =
            [.. users.SelectMany((one, i) => users.Skip(i + 1).Select(other => (one, other)))];
        var results = await Task.WhenAll(
            Task.WhenAll(pairs.Select(pair => nodes[0].AppendAsync(pair.One, pair.Other, "from the one"))),
            Task.WhenAll(pairs.Reverse().Select(pair => nodes[1].AppendAsync(pair.Other, pair.One, "from the other"))));

        Assert.That(results.SelectMany(result => result).Where(result => !result.IsSuccess), Is.Empty);
        foreach (var (one, other) in pairs)
        {
            var messages = await nodes[0].ReadAllAsync(one, other);
            Assert.That(messages.Select(message => message.Seq), Is.EqualTo(new long[] { 1, 2 }));
        }
    }
}
