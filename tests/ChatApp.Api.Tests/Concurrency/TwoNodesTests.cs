namespace ChatApp.Api.Tests.Concurrency;

/// <summary>Two nodes on one PostgreSQL (contract, section 6) must behave like one node.</summary>
[TestFixture(false)]
[TestFixture(true)]
public sealed class TwoNodesTests(bool withRedis) : ContractTests(Database.Postgres)
{
    private ChatTestServer _first = null!;
    private ChatTestServer _second = null!;
    private ChatUser _alice = null!;
    private ChatUser _bob = null!;

    [OneTimeSetUp]
    public async Task StartBoth()
    {
        _first = await (withRedis
            ? StartServerAsync(("ConnectionStrings:Redis", TestRedis.ConnectionString))
            : StartServerAsync());
        _second = await _first.StartNodeAsync();
    }

    [OneTimeTearDown]
    public async Task StopBoth()
    {
        await _second.DisposeAsync();
        await _first.DisposeAsync();
    }

    [SetUp]
    public async Task RegisterOnEither()
    {
        _alice = await _first.RegisterAsync();
        _bob = await _second.RegisterAsync();
    }

    [Test]
    public async Task A_message_reaches_the_sockets_of_both_users_on_both_nodes()
    {
        await using var aliceHere = await _alice.ConnectAsync();
        await using var aliceThere = await _alice.On(_second).ConnectAsync();
        await using var bobHere = await _bob.On(_first).ConnectAsync();
        await using var bobThere = await _bob.ConnectAsync();

        var sent = await _alice.SendAsync(_bob, "to all of them");

        foreach (var socket in new[] { aliceHere, aliceThere, bobHere, bobThere })
        {
            Assert.That(await socket.MessageAsync(), Is.EqualTo(sent));
        }
    }

    [Test]
    public async Task Users_on_different_nodes_see_one_order_without_gaps()
    {
        const int Each = 200;
        await using var alice = await _alice.ConnectAsync();
        await using var bob = await _bob.ConnectAsync();

        await Task.WhenAll(SendManyAsync(alice, _bob, Each), SendManyAsync(bob, _alice, Each));

        var seenByAlice = await alice.NextMessagesAsync(2 * Each);
        var seenByBob = await bob.NextMessagesAsync(2 * Each);
        Assert.That(
            seenByAlice.Select(message => message.Seq), Is.EqualTo(Enumerable.Range(1, 2 * Each).Select(i => (long)i)));
        Assert.That(seenByBob, Is.EqualTo(seenByAlice));
    }

    [Test]
    public async Task The_same_message_sent_on_both_nodes_at_once_is_stored_once()
    {
        await using var socket = await _bob.ConnectAsync();
        for (var round = 0; round < 20; round++)
        {
            var id = Guid.CreateVersion7();

            var answers = await Task.WhenAll(
                _alice.SendAsync(_bob, "once", id),
                _alice.On(_second).SendAsync(_bob, "once", id),
                _alice.SendAsync(_bob, "once", id));

            Assert.That(answers.Distinct().Count(), Is.EqualTo(1));
            Assert.That(await socket.MessageAsync(), Is.EqualTo(answers[0]));
        }
    }

    [Test]
    public async Task A_read_mark_set_on_one_node_counts_on_the_other()
    {
        await using var alice = await _alice.ConnectAsync();
        var sent = await _alice.SendAsync(_bob, "unread");
        Assert.That((await _bob.On(_first).ConversationsAsync()).Items.Single().UnreadCount, Is.EqualTo(1));

        await _bob.MarkReadAsync(_alice.Id, sent.Id);

        Assert.That((await alice.NextAsync("read")).ToReadReceipt().MessageId, Is.EqualTo(sent.Id));
        Assert.That((await _bob.On(_first).ConversationsAsync()).Items.Single().UnreadCount, Is.Zero);
    }

    [Test]
    public async Task Typing_on_one_node_is_shown_on_both()
    {
        await _alice.SendAsync(_bob, "They share a conversation.");
        await using var alice = await _alice.ConnectAsync();
        await using var bobHere = await _bob.On(_first).ConnectAsync();
        await using var bobThere = await _bob.ConnectAsync();

        // A node has a user's hints once an event of another node has arrived.
        var sent = await _alice.SendAsync(_bob, "A hint of this arrives.");
        Assert.That(await bobThere.MessageAsync(), Is.EqualTo(sent));
        await alice.ShowTypingAsync(_bob.Id);

        foreach (var socket in new[] { bobHere, bobThere })
        {
            Assert.That((await socket.NextAsync("typing")).ToTyping(), Is.EqualTo(new TypingNotice(_alice.Id)));
        }
    }

    [Test]
    public async Task A_session_that_ends_on_one_node_ends_on_the_other()
    {
        var there = _alice.On(_second);
        await using var socket = await there.ConnectAsync();

        await _alice.LogOutAsync();

        Assert.That(await socket.WaitForCloseAsync(), Is.EqualTo(4001));
        await there.AccessTokenDiesAsync();
    }

    private static async Task SendManyAsync(ChatSocket socket, ChatUser recipient, int count)
    {
        for (var i = 0; i < count; i++)
        {
            await socket.SendMessageAsync(recipient, $"message {i}");
        }
    }
}
