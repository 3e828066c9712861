namespace ChatApp.Api.Tests.Concurrency;

/// <summary>Two nodes with a real Redis show the same, whichever of them the sockets are on.</summary>
public sealed class PresenceOnTwoNodesTests() : ContractTests(Database.Postgres)
{
    private ChatTestServer _first = null!;
    private ChatTestServer _second = null!;
    private ChatUser _alice = null!;
    private ChatUser _bob = null!;

    [OneTimeSetUp]
    public async Task StartBoth()
    {
        _first = await StartServerAsync(
            ("Presence:Enabled", "true"),
            ("ConnectionStrings:Redis", $"{TestRedis.ConnectionString},channelPrefix={UniqueName.Next()}:"));
        _second = await _first.StartNodeAsync();
        await TestRedis.UntilConnectedAsync(_first, _second);
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
        await _alice.SendAsync(_bob, "They are in touch.");
    }

    [Test]
    public async Task A_user_is_online_until_five_seconds_after_the_last_socket_on_any_node()
    {
        await using var bob = await ConnectBobAsync();
        var here = await _alice.ConnectAsync();
        Assert.That((await bob.NextAsync("presence")).ToPresence().Online, Is.True);
        Assert.That((await _bob.GetUserAsync(_alice.Id)).Online, Is.True);

        // The user moves to the other node, and later back.
        await here.DisposeAsync();
        var there = await _alice.On(_second).ConnectAsync();
        await using (var late = await _bob.ConnectAsync())
        {
            Assert.That((await late.NextAsync("presence")).ToPresence().UserId, Is.EqualTo(_alice.Id));
        }

        here = await _alice.ConnectAsync();
        await there.DisposeAsync();
        await here.DisposeAsync();
        var left = TimeProvider.System.GetUtcNow();
        var gone = (await bob.NextAsync(frame => frame.Type == "presence" && !frame.ToPresence().Online)).ToPresence();

        Assert.That(gone.LastSeenAt, Is.EqualTo(left).Within(TimeSpan.FromSeconds(2)));
        Assert.That(
            TimeProvider.System.GetUtcNow() - left, Is.InRange(TimeSpan.FromSeconds(4.9), TimeSpan.FromSeconds(20)));
        Assert.That((await _bob.GetUserAsync(_alice.Id)).Online, Is.False);
    }

    [Test]
    public async Task Sockets_that_open_on_both_nodes_at_once_show_the_user()
    {
        await using var bob = await ConnectBobAsync();

        var sockets = await Task.WhenAll(_alice.ConnectAsync(), _alice.On(_second).ConnectAsync());

        Assert.That((await bob.NextAsync("presence")).ToPresence().Online, Is.True);
        foreach (var socket in sockets)
        {
            await socket.DisposeAsync();
        }
    }

    // A node has a user's hints once an event of another node has arrived.
    private async Task<ChatSocket> ConnectBobAsync()
    {
        var bob = await _bob.ConnectAsync();
        await _alice.SendAsync(_bob, "A hint of this arrives.");
        await bob.MessageAsync();
        return bob;
    }
}
