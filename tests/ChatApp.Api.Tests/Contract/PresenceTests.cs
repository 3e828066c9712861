namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class PresenceTests(Database database) : ContractTests(database)
{
    private ChatTestServer _server = null!;
    private ChatUser _alice = null!;
    private ChatUser _bob = null!;
    private readonly List<Guid> _others = [];

    // Each test has a clock of its own.
    [SetUp]
    public async Task StartWithPresence()
    {
        _server = await StartServerWithClockAsync(("Presence:Enabled", "true"));
        (_alice, _bob) = await RegisterTwoAsync(_server);
        await _alice.SendAsync(_bob, "They are in touch.");
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task A_user_who_comes_and_goes_is_shown_to_the_other()
    {
        await using var bob = await _bob.ConnectAsync();
        await using (await _alice.ConnectAsync(allEvents: false))
        {
            var frame = await bob.NextAsync();
            Assert.That(frame.ToPresence(), Is.EqualTo(new PresenceNotice(_alice.Id, true, null)));
            Assert.That(frame.Has("cursor"), Is.False);
            Assert.That(await RowAsync(), Is.EqualTo((true, (DateTimeOffset?)null)));
            Assert.That((await _bob.GetUserAsync(_alice.Id)).Online, Is.True);
        }

        var left = ClockOf(_server).GetUtcNow();
        var gone = await NextGoneAsync(bob);

        Assert.That((gone.UserId, gone.Online), Is.EqualTo((_alice.Id, false)));
        Assert.That(gone.LastSeenAt, Is.EqualTo(left).Within(TimeSpan.FromSeconds(15)));
        await UntilAsync(async () => await RowAsync() == (false, gone.LastSeenAt));
        var profile = await _bob.GetUserAsync(_alice.Id);
        Assert.That((profile.Online, profile.LastSeenAt), Is.EqualTo(((bool?)false, gone.LastSeenAt)));
        var row = await _bob.UpdateConversationAsync(_alice.Id, pinned: true);
        Assert.That((row.Online, row.LastSeenAt), Is.EqualTo((false, gone.LastSeenAt)));
        var stored = (await _bob.SyncAsync(bob.ReadyCursor)).Events;
        Assert.That(stored.Select(one => one.Type), Has.None.EqualTo("presence"));
    }

    [Test]
    public async Task A_reconnect_within_five_seconds_shows_nothing()
    {
        await using var bob = await _bob.ConnectAsync();
        var alice = await _alice.ConnectAsync();
        await bob.NextAsync("presence");

        for (var i = 0; i < 5; i++)
        {
            await alice.DisposeAsync();
            ClockOf(_server).Advance(TimeSpan.FromSeconds(4));
            alice = await _alice.ConnectAsync();
        }

        ClockOf(_server).Advance(TimeSpan.FromSeconds(20));
        Assert.That(await ShownToBobAsync(bob), Is.EqualTo(new[] { IsOnline(_alice) }));
        await alice.DisposeAsync();
    }

    [Test]
    public async Task A_user_with_a_second_device_stays_online()
    {
        await using var bob = await _bob.ConnectAsync();
        await using var phone = await _alice.ConnectAsync();
        await bob.NextAsync("presence");
        await using (await _alice.ConnectAsync())
        {
        }

        ClockOf(_server).Advance(TimeSpan.FromSeconds(20));
        Assert.That(await ShownToBobAsync(bob), Is.EqualTo(new[] { IsOnline(_alice) }));
    }

    [Test]
    public async Task A_new_socket_learns_who_is_online_now()
    {
        var (carol, dave) = await RegisterTwoAsync(_server);
        var stranger = await _server.RegisterAsync();
        await carol.SendAsync(_bob, "They are in touch.");
        await dave.SendAsync(_bob, "They are in touch.");
        await _bob.SendAsync(_bob, "A note, which tells nobody anything.");
        await using var alice = await _alice.ConnectAsync();
        await using var ofCarol = await carol.ConnectAsync();
        await using var unseen = await stranger.ConnectAsync();
        await UntilAsync(async () =>
            (await _bob.ConversationsAsync()).Items.Where(row => row.Online).Select(row => row.UserId).ToHashSet()
                .SetEquals([_alice.Id, carol.Id]));

        await using var bob = await _bob.ConnectAsync();

        Assert.That(await ShownToBobAsync(bob), Is.EquivalentTo(new[] { IsOnline(_alice), IsOnline(carol) }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Nothing_passes_a_block(bool isBlockedByAlice)
    {
        await using var early = await _bob.ConnectAsync();
        await using (await _alice.ConnectAsync())
        {
            await early.NextAsync("presence");
            var (blocker, blocked) = isBlockedByAlice ? (_alice, _bob) : (_bob, _alice);
            await blocker.BlockAsync(blocked.Id);

            Assert.That(await RowAsync(), Is.EqualTo((false, (DateTimeOffset?)null)));
            Assert.That((await _bob.GetUserAsync(_alice.Id)).Online, Is.False);
            await using var late = await _bob.ConnectAsync();
            Assert.That(await ShownToBobAsync(late), Is.Empty);
        }

        ClockOf(_server).Advance(TimeSpan.FromSeconds(20));
        Assert.That(await ShownToBobAsync(early), Is.EqualTo(new[] { IsOnline(_alice) }));
        var profile = await _bob.GetUserAsync(_alice.Id);
        Assert.That((profile.Online, profile.LastSeenAt), Is.EqualTo(((bool?)false, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Strangers_own_devices_and_sockets_without_all_events_get_nothing()
    {
        var stranger = await _server.RegisterAsync();
        await _alice.BlockAsync(stranger.Id);
        await _alice.UnblockAsync(stranger.Id);
        await _alice.SendAsync(_alice, "A note.");
        await using var unseen = await stranger.ConnectAsync();
        await using var plain = await _bob.ConnectAsync(allEvents: false);
        await using var bob = await _bob.ConnectAsync();
        await using var alice = await _alice.ConnectAsync();
        await using var second = await _alice.ConnectAsync();
        await bob.NextAsync("presence");

        Assert.That(await ShownToBobAsync(bob), Is.EqualTo(new[] { IsOnline(_alice) }));
        await stranger.SendAsync(_alice, "Now they are in touch.");

        await plain.PingAsync();
        Assert.That(plain.Received.Select(frame => frame.Type).Distinct(), Is.EqualTo(new[] { "message", "pong" }));
        Assert.That(unseen.Received.Select(frame => frame.Type), Has.None.EqualTo("presence"));
        Assert.That(
            alice.Received.Where(frame => frame.Type == "presence").Select(frame => frame.ToPresence().UserId),
            Is.All.EqualTo(_bob.Id));
        Assert.That((await stranger.GetUserAsync(_bob.Id)).Online, Is.False);
    }

    [Test]
    public async Task Who_was_online_when_the_server_stopped_was_seen_then()
    {
        await using var alice = await _alice.ConnectAsync();
        await UntilAsync(async () => (await RowAsync()).Online);
        alice.Abort();

        await _server.RestartAsync();

        var (isOnline, lastSeenAt) = await RowAsync();
        Assert.That(isOnline, Is.False);
        Assert.That(lastSeenAt, Is.EqualTo(ClockOf(_server).GetUtcNow()).Within(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task It_can_be_switched_off()
    {
        await using (await _alice.ConnectAsync())
        {
            await UntilAsync(async () => (await RowAsync()).Online);
        }

        await _server.RestartAsync(new Dictionary<string, string?> { ["Presence:Enabled"] = "false" });

        await using var bob = await _bob.ConnectAsync();
        await using var alice = await _alice.ConnectAsync();
        Assert.That(await RowAsync(), Is.EqualTo((false, (DateTimeOffset?)null)));
        await _alice.SendAsync(_bob, "fence");
        Assert.That((await bob.NextAsync()).Type, Is.EqualTo("message"));
    }

    /// <summary>The clock goes on while the test waits until a user has gone.</summary>
    private async Task<PresenceNotice> NextGoneAsync(ChatSocket socket)
    {
        var next = socket.NextAsync(frame => frame.Type == "presence" && !frame.ToPresence().Online);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!next.IsCompleted && await timer.WaitForNextTickAsync())
        {
            ClockOf(_server).Advance(TimeSpan.FromMilliseconds(500));
        }

        return (await next).ToPresence();
    }

    private async Task<(bool Online, DateTimeOffset? LastSeenAt)> RowAsync()
    {
        var row = (await _bob.ConversationsAsync()).Items.Single(row => row.UserId == _alice.Id);
        return (row.Online, row.LastSeenAt);
    }

    /// <summary>
    /// All that a socket of Bob was shown; it may be told twice of a user who comes while it opens. Two more users come
    /// online first, one after the other: what was to be announced before the second one has been.
    /// </summary>
    private async Task<List<PresenceNotice>> ShownToBobAsync(ChatSocket socket)
    {
        for (var i = 0; i < 2; i++)
        {
            var other = await _server.RegisterAsync();
            _others.Add(other.Id);
            await other.SendAsync(_bob, "fence");
            await using var theirs = await other.ConnectAsync();
            await socket.NextAsync(frame => frame.Type == "presence" && frame.ToPresence().UserId == other.Id);
        }

        return
        [
            .. socket.Received.Where(frame => frame.Type == "presence").Select(frame => frame.ToPresence())
                .Where(notice => !_others.Contains(notice.UserId)).Distinct(),
        ];
    }

    private static PresenceNotice IsOnline(ChatUser user) => new(user.Id, true, null);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await isSo())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }
}
