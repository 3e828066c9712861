using ChatApp.Application.Common;
using ChatApp.Application.Conversations;
using ChatApp.Application.RateLimiting;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>The clock was wrong for a while and is right again; the wrong time has no lasting effect.</summary>
internal sealed class WrongClockTests(DatabaseKind kind) : BothDatabases(kind)
{
    private readonly SettableClock _clock = new();

    [TestCase(1)]
    [TestCase(-1)]
    public async Task A_message_has_the_current_time_after_the_clock_was_wrong(int days)
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await StartAsync(database);
        var (alice, bob, carol) = (await node.AddUserAsync(), await node.AddUserAsync(), await node.AddUserAsync());
        await node.AppendAsync(alice, bob, "before");
        _clock.Offset = TimeSpan.FromDays(days);
        await node.AppendAsync(alice, bob, "at a wrong time");
        _clock.Offset = TimeSpan.Zero;

        var begin = _clock.GetTimestampUtc();
        var touched = (await node.AppendAsync(alice, bob, "in a conversation that was used")).Value.Message;
        var untouched = (await node.AppendAsync(alice, carol, "in a new one")).Value.Message;

        Assert.That((DateTimeOffset[])[touched.CreatedAt, untouched.CreatedAt],
            Is.All.InRange(begin, _clock.GetTimestampUtc()));
        Assert.That(
            (await node.ReadAllAsync(alice, bob)).Select(message => (message.Seq, message.Content)),
            Is.EqualTo(new[] { (1L, "before"), (2L, "at a wrong time"), (3L, "in a conversation that was used") }));
    }

    [Test]
    public async Task Pages_of_the_list_contain_each_conversation_once_despite_wrong_times()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await StartAsync(database);
        var alice = await node.AddUserAsync();
        var peers = new List<User>();
        foreach (var hours in (int[])[0, 24, 1, -24, 0, 1, 24, -1, 0])
        {
            _clock.Offset = TimeSpan.FromHours(hours);
            peers.Add(await node.AddUserAsync());
            Assert.That((await node.AppendAsync(peers[^1], alice, "hello")).IsSuccess);
        }

        var listed = new List<ConversationDto>();
        Page<ConversationDto> page;
        ConversationPosition? before = null;
        do
        {
            page = await node.Conversations.ListAsync(alice.Id, false, before, 2, CancellationToken.None);
            listed.AddRange(page.Items);
            before = await node.Conversations.FindPositionAsync(alice.Id, listed[^1].UserId, CancellationToken.None);
        }
        while (page.HasMore);

        Assert.That(listed.Select(row => row.UserId), Is.EquivalentTo(peers.Select(peer => peer.Id)));
        Assert.That(listed.Select(row => row.LastAt), Is.Ordered.Descending);
    }

    [Test]
    public void A_clock_that_was_ahead_does_not_lock_anyone_out()
    {
        var buckets = new RateBuckets<string>(
            new(Burst: 1, Refill: TimeSpan.FromMinutes(1)), _clock);
        _clock.Offset = TimeSpan.FromDays(1);
        Assert.That(buckets.Take("alice"), Is.Null);

        _clock.Offset = TimeSpan.Zero;

        Assert.That(buckets.Take("alice"), Is.LessThanOrEqualTo(TimeSpan.FromMinutes(1)));
    }

    private Task<TestNode> StartAsync(TestDatabase database) =>
        database.StartNodeAsync(services => services.AddSingleton<TimeProvider>(_clock));
}
