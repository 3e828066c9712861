namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class TypingTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Every_socket_with_all_events_of_the_recipient_gets_the_signal()
    {
        var (alice, bob) = await RegisterTalkingAsync();
        await using var sender = await alice.ConnectAsync();
        await using var first = await bob.ConnectAsync();
        await using var second = await bob.ConnectAsync();
        await using var plain = await bob.ConnectAsync(allEvents: false);

        await sender.ShowTypingAsync(bob.Id);

        foreach (var socket in new[] { first, second })
        {
            var frame = await socket.NextAsync();
            Assert.That(frame.ToTyping(), Is.EqualTo(new TypingNotice(alice.Id)));
            Assert.That(frame.Has("cursor"), Is.False);
        }

        await sender.PingAsync();
        await plain.PingAsync();
        Assert.That(sender.Received.Select(frame => frame.Type), Is.EqualTo(new[] { "ready", "pong" }));
        Assert.That(plain.Received.Select(frame => frame.Type), Is.EqualTo(new[] { "pong" }));
    }

    [Test]
    public async Task The_signal_is_not_stored()
    {
        var (alice, bob) = await RegisterTalkingAsync();
        await using var sender = await alice.ConnectAsync();
        await using var socket = await bob.ConnectAsync();
        await sender.ShowTypingAsync(bob.Id);
        await socket.NextAsync("typing");

        Assert.That((await bob.SyncAsync(socket.ReadyCursor)).Events, Is.Empty);
        await using var later = await bob.ConnectAsync(socket.ReadyCursor);
        await later.PingAsync();
        Assert.That(later.Received.Select(frame => frame.Type), Is.EqualTo(new[] { "ready", "pong" }));
    }

    [Test]
    public async Task A_user_without_a_shared_conversation_gets_nothing_and_neither_does_anybody_unknown()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var sender = await alice.ConnectAsync();
        await using var socket = await bob.ConnectAsync();

        await sender.ShowTypingAsync(bob.Id);
        await sender.ShowTypingAsync(Guid.CreateVersion7());
        await sender.ShowTypingAsync(alice.Id);

        // Their own first message opens the conversation; what was sent before it is not shown.
        var sent = await alice.SendAsync(bob, "Hello!");
        Assert.That(await socket.MessageAsync(), Is.EqualTo(sent));
        await socket.PingAsync();
        Assert.That(await sender.MessageAsync(), Is.EqualTo(sent), "no frame has an answer");
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nothing_passes_a_block(bool isBlockedBySender)
    {
        var (alice, bob) = await RegisterTalkingAsync();
        var (blocker, blocked) = isBlockedBySender ? (alice, bob) : (bob, alice);
        await using var sender = await alice.ConnectAsync();
        await using var socket = await bob.ConnectAsync();
        await blocker.BlockAsync(blocked.Id);

        await sender.ShowTypingAsync(bob.Id);

        await AssertNoTypingAsync(sender, bob, socket);
    }

    [Test]
    public async Task A_block_that_has_ended_leaves_strangers_strangers()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var sender = await alice.ConnectAsync();
        await using var socket = await bob.ConnectAsync();
        await alice.BlockAsync(bob.Id);
        await alice.UnblockAsync(bob.Id);

        await sender.ShowTypingAsync(bob.Id);

        await AssertNoTypingAsync(sender, bob, socket);
    }

    [Test]
    public async Task Of_many_frames_one_in_two_seconds_is_passed_on_and_none_is_an_error()
    {
        await using var server = await StartServerWithClockAsync();
        var (alice, bob) = await RegisterTwoAsync(server);
        await alice.SendAsync(bob, "They share a conversation.");
        await using var sender = await alice.ConnectAsync();
        await using var socket = await bob.ConnectAsync();

        for (var round = 1; round <= 3; round++)
        {
            for (var i = 0; i < 20; i++)
            {
                await sender.ShowTypingAsync(bob.Id);
            }

            await sender.PingAsync();
            await socket.NextAsync("typing");
            await socket.PingAsync();
            Assert.That(socket.Received.Count(frame => frame.Type == "typing"), Is.EqualTo(round));
            ClockOf(server).Advance(TimeSpan.FromSeconds(2));
        }

        Assert.That(sender.Received.Select(frame => frame.Type).Distinct(), Is.EqualTo(new[] { "ready", "pong" }));
    }

    [Test]
    public async Task A_frame_without_a_recipient_is_an_error()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync("""{"type":"typing"}""");
        Assert.That((await socket.ErrorAsync("validation_failed")).Errors.Keys, Is.EqualTo(new[] { "recipient_id" }));
        await socket.SendTextAsync("""{"type":"typing","recipient_id":"nobody"}""");
        Assert.That((await socket.ErrorAsync("validation_failed")).Errors.Keys, Is.EqualTo(new[] { "recipient_id" }));
        await socket.PingAsync();
    }

    [Test]
    public async Task A_typing_frame_counts_as_a_frame()
    {
        await using var server = await StartServerAsync(
            ("RateLimits:Enabled", "true"), ("RateLimits:MessagesBurst", "10"), ("RateLimits:MessagesPerSecond", "1"));
        var alice = await server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        for (var i = 0; i < 30; i++)
        {
            await socket.ShowTypingAsync(alice.Id);
        }

        await socket.NextAsync(frame => frame.Code == "rate_limited");
    }

    // The pong follows the frames before the ping, and a signal would arrive before the message.
    private async Task AssertNoTypingAsync(ChatSocket sender, ChatUser recipient, ChatSocket socket)
    {
        await sender.PingAsync();
        await (await Server.RegisterAsync()).SendAsync(recipient, "fence");
        Assert.That((await socket.NextAsync()).Type, Is.EqualTo("message"));
    }

    private async Task<(ChatUser Alice, ChatUser Bob)> RegisterTalkingAsync()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "They share a conversation.");
        return (alice, bob);
    }
}
