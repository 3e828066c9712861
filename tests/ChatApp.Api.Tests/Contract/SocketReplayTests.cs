namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SocketReplayTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Since_replays_missed_events_before_live_ones()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        var first = await alice.SendAsync(bob, "1");
        await bob.MarkReadAsync(alice.Id, first.Id);
        await bob.SendAsync(alice, "2");

        await using var socket = await bob.ConnectAsync(since);
        Assert.That((await socket.NextAsync()).ToMessage(), Is.EqualTo(first));
        Assert.That((await socket.NextAsync()).ToReadReceipt().MessageId, Is.EqualTo(first.Id));
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("2"));

        await alice.SendAsync(bob, "3");
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("3"));
    }

    [Test]
    public async Task Replayed_events_equal_live_events_and_synced_events()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var live = await bob.ConnectAsync();
        var message = await alice.SendAsync(bob, "text", Guid.CreateVersion7());
        await bob.MarkReadAsync(alice.Id, message.Id);
        await using var replayed = await bob.ConnectAsync(live.ReadyCursor);
        var synced = (await bob.SyncAsync(live.ReadyCursor)).Events;

        for (var i = 0; i < 2; i++)
        {
            var (first, second) = (await live.NextAsync(), await replayed.NextAsync());
            Assert.That(JsonElement.DeepEquals(first.Json, second.Json), Is.True, $"{first}\n{second}");
            Assert.That(JsonElement.DeepEquals(first.Json, synced[i].Json), Is.True, $"{first}\n{synced[i]}");
        }
    }

    [Test]
    public async Task A_socket_without_all_events_replays_only_messages()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        var first = await alice.SendAsync(bob, "1");
        await bob.MarkReadAsync(alice.Id, first.Id);
        await alice.SendAsync(bob, "2");

        await using var socket = await bob.ConnectAsync(since, allEvents: false);

        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("1"));
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("2"));
    }

    [Test]
    public async Task A_device_that_comes_back_gets_no_deleted_text_that_another_device_has_just_received()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        await using var other = await bob.ConnectAsync();
        var sent = await alice.SendAsync(bob, "a mistake");
        await alice.DeleteAsync(sent.Id);
        await other.NextAsync("message_deleted");

        await using var back = await bob.ConnectAsync(since);

        Assert.That((await back.NextAsync("message")).ToMessage().Content, Is.Empty);
        Assert.That((await back.NextAsync("message_deleted")).ToDeletedMessage().Content, Is.Empty);
    }

    [Test]
    public async Task A_socket_without_since_replays_nothing()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "before");
        await using var socket = await bob.ConnectAsync();
        await alice.SendAsync(bob, "after");
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("after"));
    }

    [Test]
    public async Task A_long_absence_is_replayed_completely()
    {
        const int count = 450;
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        await SendManyAsync(alice, bob, count);

        await using var socket = await bob.ConnectAsync(since);

        var seqs = (await socket.NextMessagesAsync(count)).Select(message => message.Seq);
        Assert.That(seqs, Is.EqualTo(Enumerable.Range(1, count)));
    }

    [Test]
    public async Task Many_reconnects_in_live_traffic_neither_lose_nor_repeat_events()
    {
        const int count = 300;
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        var received = new List<ChatMessage>();

        var sending = SendManyAsync(alice, bob, count);
        while (received.Count < count)
        {
            await using var socket = await bob.ConnectAsync(since);
            for (var i = 0; i < 25 && received.Count < count; i++)
            {
                var frame = await socket.NextAsync();
                received.Add(frame.ToMessage());
                since = frame.Cursor!;
            }
        }

        await sending;
        Assert.That(received.Select(message => message.Seq), Is.EqualTo(Enumerable.Range(1, count)));
    }

    [Test]
    public async Task A_socket_that_connects_in_live_traffic_sees_the_same_events()
    {
        const int count = 200;
        var (alice, bob) = await RegisterTwoAsync();
        await using var early = await bob.ConnectAsync();
        var sending = SendManyAsync(alice, bob, count);
        var late = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => bob.ConnectAsync(early.ReadyCursor)));
        await sending;

        foreach (var socket in late.Prepend(early))
        {
            var seqs = (await socket.NextMessagesAsync(count)).Select(message => message.Seq);
            Assert.That(seqs, Is.EqualTo(Enumerable.Range(1, count)));
            await socket.PingAsync();
            Assert.That(socket.ReceivedMessages, Has.Count.EqualTo(count), "none twice");
            await socket.DisposeAsync();
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_foreign_cursor_gets_an_error_and_then_live_events(bool allEvents)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "before");

        await using var socket = await bob.ConnectAsync("garbage", allEvents);

        await socket.ErrorAsync("invalid_cursor");
        await alice.SendAsync(bob, "live");
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("live"));
    }

    private static async Task SendManyAsync(ChatUser from, ChatUser to, int count)
    {
        for (var i = 1; i <= count; i++)
        {
            await from.SendAsync(to, $"{i}");
        }
    }
}
