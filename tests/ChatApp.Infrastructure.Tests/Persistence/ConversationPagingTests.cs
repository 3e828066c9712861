using ChatApp.Application.Conversations;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>
/// The list is indexed by minutes and sorted by the exact time. A page must be able to end within a minute.
/// </summary>
[TestFixture(DatabaseKind.Sqlite)]
[TestFixture(DatabaseKind.Postgres)]
internal sealed class ConversationPagingTests(DatabaseKind kind)
{
    [TestCase(1)]
    [TestCase(3)]
    [TestCase(7)]
    [TestCase(200)]
    public async Task Pages_of_any_size_follow_the_time_of_the_newest_message(int limit)
    {
        // 17 s apart, so that some share a minute and some do not; the last one is exactly at the start of a minute.
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 2, 25, 11, 55, 28, TimeSpan.Zero));
        await using var database = await TestDatabase.CreateAsync(kind);
        var node = await database.StartNodeAsync(services => services.AddSingleton<TimeProvider>(time));
        var alice = await node.AddUserAsync();
        var expected = new List<Guid>();
        for (var i = 0; i < 17; i++)
        {
            var peer = await node.AddUserAsync();
            time.Advance(TimeSpan.FromSeconds(17));

            // The user opens some conversations and the peer opens others, so that the user is on either side.
            var (sender, recipient) = i % 2 == 0 ? (alice, peer) : (peer, alice);
            Assert.That((await node.AppendAsync(sender, recipient, "hello")).IsSuccess);
            expected.Insert(0, peer.Id);
        }

        var listed = new List<Guid>();
        ConversationPosition? before = null;
        bool hasMore;
        do
        {
            var page = await node.Conversations.ListAsync(alice.Id, false, before, limit, CancellationToken.None);
            listed.AddRange(page.Items.Select(row => row.UserId));
            before = await node.Conversations.FindPositionAsync(alice.Id, listed[^1], CancellationToken.None);
            hasMore = page.HasMore;
        }
        while (hasMore);

        Assert.That(listed, Is.EqualTo(expected));
    }
}
