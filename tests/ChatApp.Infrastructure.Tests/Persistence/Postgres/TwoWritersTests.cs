using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

/// <summary>Two nodes write to the same conversations of one PostgreSQL database at the same time.</summary>
internal sealed class TwoWritersTests
{
    private const int SendersPerNode = 6;
    private const int MessagesPerSender = 60;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Test]
    public async Task A_reader_with_a_cursor_sees_each_number_once_in_order()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        TestNode[] nodes = [await database.StartNodeAsync(), await database.StartNodeAsync()];
        User[] users = [await nodes[0].AddUserAsync(), await nodes[0].AddUserAsync(), await nodes[0].AddUserAsync()];
        using var written = new CancellationTokenSource();

        var readers = users.Select(user => Task.Run(() => FollowAsync(nodes[1], user, written.Token))).ToList();
        var writers = nodes.SelectMany((node, n) => Enumerable.Range(0, SendersPerNode)
            .Select(i => Task.Run(() => WriteAsync(node, users, seed: (n * 100) + i)))).ToList();
        await Task.WhenAll(writers).WaitAsync(Patience);
        await written.CancelAsync();
        var seen = await Task.WhenAll(readers).WaitAsync(Patience);

        await AssertConversationsAsync(nodes[0], users);
        for (var i = 0; i < users.Length; i++)
        {
            var head = (await nodes[0].Log.GetBoundsAsync(users[i].Id, CancellationToken.None)).Head;
            Assert.That(
                seen[i], Is.EqualTo(Enumerable.Range(1, (int)head)), "what the reader saw during the writes");
        }
    }

    private static async Task WriteAsync(TestNode node, User[] users, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < MessagesPerSender; i++)
        {
            var result = await node.AppendAsync(
                users[random.Next(users.Length)], users[random.Next(users.Length)], $"{seed}:{i}");
            Assert.That(result.IsSuccess, Is.True, result.Error?.Detail);
        }
    }

    // Reads on from the last number, as devices do with a cursor. Stops at the head after the last write.
    private static async Task<List<int>> FollowAsync(TestNode node, User user, CancellationToken written)
    {
        var seen = new List<int>();
        while (true)
        {
            var isLastRound = written.IsCancellationRequested;
            var page = (await node.Log.ReadAsync(user.Id, seen.LastOrDefault(), 20, CancellationToken.None)).Value;
            seen.AddRange(page.Items.Select(logged => (int)logged.Number));
            if (isLastRound && page.Items.Count == 0)
            {
                return seen;
            }
        }
    }

    private static async Task AssertConversationsAsync(TestNode node, User[] users)
    {
        var total = 0;
        for (var i = 0; i < users.Length; i++)
        {
            for (var j = i; j < users.Length; j++)
            {
                var messages = await node.ReadAllAsync(users[i], users[j]);
                Assert.That(messages.Select(message => message.Seq), Is.EqualTo(Enumerable.Range(1, messages.Count)));
                Assert.That(messages.Zip(messages.Skip(1), (one, next) => one.CreatedAt < next.CreatedAt), Is.All.True);
                total += messages.Count;
            }
        }

        Assert.That(total, Is.EqualTo(2 * SendersPerNode * MessagesPerSender));
    }
}
