using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Redis;
using ChatApp.Infrastructure.Tests.Databases;
using ChatApp.Infrastructure.Tests.Realtime;
using ChatApp.Testing;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Tests.Redis;

[TestFixture(false)]
[TestFixture(true)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RedisBackplaneTests(bool isCluster) : BackplaneContract, IAsyncDisposable
{
    private readonly CountedMetrics _metrics = new();
    private readonly List<(RedisConnection Connection, RedisBackplane Backplane)> _nodes = [];
    private readonly string _login = UniqueName.Next("backplane_");

    private string Address => isCluster ? TestRedis.Cluster : TestRedis.Standalone;

    [Test]
    public async Task A_node_gets_no_hints_for_users_who_are_not_connected_to_it()
    {
        var (one, other) = (new FakeInbox(), new FakeInbox());
        var sender = await JoinAsync(one);
        var receiver = await JoinAsync(other);
        var bob = Guid.CreateVersion7();
        await ConnectAsync(receiver, other, Alice);

        sender.Publish(one, new StreamGrown(bob, 1));
        sender.Publish(one, new StreamGrown(Alice, 2));

        Assert.That(
            await other.NextHintAsync(),
            Is.EqualTo(new StreamGrown(Alice, 2)),
            "both use one connection, in order");
    }

    [Test]
    public async Task The_last_of_many_hints_for_a_stream_arrives()
    {
        const long Last = 5_000;
        var (one, other) = (new FakeInbox(), new FakeInbox());
        var sender = await JoinAsync(one);
        await ConnectAsync(await JoinAsync(other), other, Alice);

        for (var head = 1L; head <= Last; head++)
        {
            sender.Publish(one, new StreamGrown(Alice, head));
        }

        Hint hint;
        var count = 0;
        do
        {
            hint = await other.NextHintAsync();
            count++;
        }
        while (hint is not StreamGrown { Head: Last });
        Assert.That(count, Is.LessThan(Last), "hints that queue during a round are merged");
    }

    [Test]
    public async Task A_user_gets_hints_after_too_many_pending_changes()
    {
        var (one, other) = (new FakeInbox(), new FakeInbox());
        var sender = await JoinAsync(one);
        other.Connect(Alice);

        var receiver = await JoinAsync(other, beforeStart: backplane =>
        {
            for (var i = 0; i < RedisBackplane.MaxPending; i++)
            {
                backplane.InterestChanged(Guid.CreateVersion7());
            }

            backplane.InterestChanged(Alice);
        });
        await SettleAsync(receiver, other, Alice);

        sender.Publish(one, new StreamGrown(Alice, 3));
        Assert.That(await other.NextHintAsync(), Is.EqualTo(new StreamGrown(Alice, 3)));
    }

    [Test]
    public async Task One_refused_hint_among_many_marks_the_backplane_as_down()
    {
        var (one, other) = (new FakeInbox(), new FakeInbox());
        await ConnectAsync(await JoinAsync(other), other, Alice);
        await AllowOnlyAsync(Alice);

        var sender = await JoinAsync(one, Login, beforeStart: backplane =>
        {
            for (var i = 0; i < RedisBackplane.MaxRound; i++)
            {
                backplane.Publish(one, new StreamGrown(Guid.CreateVersion7(), 1));
            }

            backplane.Publish(one, new StreamGrown(Alice, 1));
        });

        Assert.That(await other.NextHintAsync(), Is.EqualTo(new StreamGrown(Alice, 1)));
        await sender.StopAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
        Assert.That(sender.IsUp, Is.False);
    }

    [Test]
    public async Task One_refused_subscription_among_many_marks_the_backplane_as_down()
    {
        var inbox = new FakeInbox();
        await AllowOnlyAsync(Alice);

        var receiver = await JoinAsync(inbox, Login, beforeStart: backplane =>
        {
            foreach (var userId in Enumerable.Range(0, RedisBackplane.MaxRound).Select(_ => Guid.CreateVersion7()))
            {
                inbox.Connect(userId);
                backplane.InterestChanged(userId);
            }

            inbox.Connect(Alice);
            backplane.InterestChanged(Alice);
        });

        await SettleAsync(receiver, inbox, Alice);
        Assert.That(receiver.IsUp, Is.False);
    }

    [Test]
    public async Task A_refused_subscription_no_longer_counts_after_its_user_leaves()
    {
        var inbox = new FakeInbox();
        await AllowOnlyAsync(Alice);
        var receiver = await JoinAsync(inbox, Login, beforeStart: _ => { });
        var bob = Guid.CreateVersion7();
        inbox.Connect(bob);
        receiver.InterestChanged(bob);
        await UntilAsync(() => !receiver.IsUp);

        inbox.Disconnect(bob);
        receiver.InterestChanged(bob);

        await UntilAsync(() => receiver.IsUp);
    }

    [Test]
    public async Task A_forged_hint_closes_no_socket_and_moves_no_head()
    {
        var (one, other) = (new FakeInbox(), new FakeInbox());
        var sender = await JoinAsync(one);
        await ConnectAsync(await JoinAsync(other), other, Alice);
        var stranger = new HintCodec(TestRedis.NewSeal("a key of a stranger"));
        byte[][] forged =
        [
            stranger.Encode(new SessionClosed(Alice, Guid.CreateVersion7())),
            [2, .. Guid.CreateVersion7().ToByteArray(bigEndian: true)],
            [1, 127, 255, 255, 255, 255, 255, 255, 255],
        ];

        await using var redis = await ConnectionMultiplexer.ConnectAsync(Address);
        var name = $"chatapp:{HintCodec.ChannelOf(Alice)}";
        foreach (var payload in forged)
        {
            var channel = isCluster ? RedisChannel.Sharded(name) : RedisChannel.Literal(name);
            await redis.GetSubscriber().PublishAsync(channel, payload);
        }

        sender.Publish(one, new StreamGrown(Alice, 2));

        Assert.That(await other.NextHintAsync(), Is.EqualTo(new StreamGrown(Alice, 2)), "and none of the forged hints");
        await UntilAsync(() => _metrics.Forgeries == forged.Length);
    }

    [Test]
    public async Task Installations_with_different_prefixes_do_not_get_each_others_hints()
    {
        var (one, same, stranger) = (new FakeInbox(), new FakeInbox(), new FakeInbox());
        var sender = await JoinAsync(one, ",channelPrefix=first:", _ => { });
        await ConnectAsync(await JoinAsync(stranger, ",channelPrefix=second:", _ => { }), stranger, Alice);
        await ConnectAsync(await JoinAsync(same, ",channelPrefix=first:", _ => { }), same, Alice);

        sender.Publish(one, new StreamGrown(Alice, 2));

        Assert.That(await same.NextHintAsync(), Is.EqualTo(new StreamGrown(Alice, 2)));
        Assert.That(stranger.HasHints, Is.False);
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        foreach (var (connection, backplane) in _nodes)
        {
            await backplane.StopAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
            backplane.Dispose();
            await connection.DisposeAsync();
        }

        _nodes.Clear();
        _metrics.Dispose();
        await AdministerAsync("DELUSER", _login);
    }

    protected override async Task<IBackplane> JoinAsync(FakeInbox inbox) =>
        await JoinAsync(inbox, beforeStart: _ => { });

    private Task<RedisBackplane> JoinAsync(FakeInbox inbox, Action<RedisBackplane> beforeStart) =>
        JoinAsync(inbox, "", beforeStart);

    private async Task<RedisBackplane> JoinAsync(FakeInbox inbox, string login, Action<RedisBackplane> beforeStart)
    {
        var connection = TestRedis.NewConnection(Address + login);
        var codec = new HintCodec(TestRedis.NewSeal(metrics: _metrics.Metrics));
        var backplane = new RedisBackplane(connection, codec, _metrics.Metrics, TimeProvider.System);
        _nodes.Add((connection, backplane));
        backplane.Subscribe(inbox);
        beforeStart(backplane);
        await connection.StartAsync(CancellationToken.None);
        await connection.OpenedAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
        await backplane.StartAsync(CancellationToken.None);
        return backplane;
    }

    private string Login => $",user={_login},password={_login}";

    // This login may use the channel of this user and no other channel.
    private Task AllowOnlyAsync(Guid userId) => AdministerAsync(
        "SETUSER",
        _login,
        "on",
        $">{_login}",
        "~*",
        "+@all",
        "resetchannels",
        $"&chatapp:{HintCodec.ChannelOf(userId)}");

    private async Task AdministerAsync(params object[] arguments)
    {
        await using var redis = await ConnectionMultiplexer.ConnectAsync($"{Address},allowAdmin=true");
        await redis.GetServers().Single().ExecuteAsync("ACL", arguments);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        using var deadline = new CancellationTokenSource(TestNode.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!isSo())
        {
            await timer.WaitForNextTickAsync(deadline.Token);
        }
    }

    // The look-up that follows a new subscription. The opening of the connection may cause a look-up of all users
    // before it.
    protected override async Task SettleAsync(IBackplane backplane, FakeInbox inbox, Guid userId)
    {
        Guid lookedUp;
        do
        {
            lookedUp = await inbox.NextLookUpAsync();
        }
        while (lookedUp == Guid.Empty);

        Assert.That(lookedUp, Is.EqualTo(userId));
    }
}
