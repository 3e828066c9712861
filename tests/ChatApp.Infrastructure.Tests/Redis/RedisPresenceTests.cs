using ChatApp.Infrastructure.Presence;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Redis;
using ChatApp.Infrastructure.Tests.Databases;
using ChatApp.Infrastructure.Tests.Realtime;

namespace ChatApp.Infrastructure.Tests.Redis;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RedisPresenceTests : IAsyncDisposable
{
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();
    private readonly RedisConnection _connection;
    private readonly RedisPresence _one;
    private readonly RedisPresence _other;

    public RedisPresenceTests()
    {
        _connection = TestRedis.NewConnection(
            $"{TestRedis.Standalone},channelPrefix=presence-{Guid.CreateVersion7():N}:");
        (_one, _other) = (NewNode(), NewNode());
    }

    [SetUp]
    public async Task Connect()
    {
        await _connection.StartAsync(CancellationToken.None);
        await _connection.OpenedAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
    }

    public async ValueTask DisposeAsync() => await _connection.DisposeAsync();

    [Test]
    public async Task Of_two_nodes_one_announces_an_arrival()
    {
        var announced = await Task.WhenAll(
            _one.HoldAsync([_alice, _bob]).AsTask(), _other.HoldAsync([_alice, _bob]).AsTask());

        Assert.That(announced.Sum(users => users.Count), Is.EqualTo(2));
        Assert.That(
            await _one.FindOnlineAsync([_alice, Guid.CreateVersion7()], TestNode.Patience),
            Is.EqualTo(new[] { _alice }));
    }

    [Test]
    public async Task The_node_that_held_a_user_last_announces_the_departure()
    {
        await _one.HoldAsync([_alice]);
        await _other.HoldAsync([_alice]);

        Assert.That(await _one.ReleaseAsync([_alice]), Is.Empty);
        Assert.That(await _one.FindOnlineAsync([_alice], TestNode.Patience), Is.Not.Empty);
        Assert.That(await _other.ReleaseAsync([_alice]), Is.EqualTo(new[] { _alice }));
        Assert.That(await _one.FindOnlineAsync([_alice], TestNode.Patience), Is.Empty);
    }

    [Test]
    public async Task A_user_with_a_socket_elsewhere_stays_online()
    {
        var registry = new ConnectionRegistry();
        using var quota = new RedisSocketQuota(_connection, registry, TestRedis.NewSeal(), TimeProvider.System);
        var socket = new FakeConnection(_alice);
        Assert.That(await quota.TryEnterAsync(socket, limit: 1), Is.True);
        await _one.HoldAsync([_alice]);

        Assert.That(await _one.ReleaseAsync([_alice]), Is.Empty);
        Assert.That(await _other.FindOnlineAsync([_alice], TestNode.Patience), Is.Not.Empty);

        await _one.HoldAsync([_alice]);
        quota.Leave(socket);
        Assert.That(await _one.ReleaseAsync([_alice]), Is.EqualTo(new[] { _alice }));
    }

    [Test]
    public async Task One_node_announces_the_users_of_a_node_that_has_ended()
    {
        await HoldLongAgoAsync(_alice);
        await _other.HoldAsync([_bob]);

        var lost = await Task.WhenAll(_one.ReleaseLostAsync().AsTask(), _other.ReleaseLostAsync().AsTask());

        Assert.That(lost.SelectMany(users => users), Is.EqualTo(new[] { _alice }));
        Assert.That(await _one.FindOnlineAsync([_alice, _bob], TestNode.Patience), Is.EqualTo(new[] { _bob }));
    }

    [Test]
    public async Task A_user_whose_node_has_ended_comes_online_again_before_anybody_noticed()
    {
        await HoldLongAgoAsync(_alice);

        Assert.That(await _other.HoldAsync([_alice]), Is.EqualTo(new[] { _alice }));
        Assert.That(await _one.ReleaseLostAsync(), Is.Empty);
    }

    [Test]
    public async Task Foreign_values_count_as_absent()
    {
        var foreign = new RedisPresence(_connection, TestRedis.NewSeal("a key of another installation, or none"));
        await foreign.HoldAsync([_alice]);

        Assert.That(await _one.FindOnlineAsync([_alice], TestNode.Patience), Is.Empty);
        Assert.That(await _one.HoldAsync([_alice]), Is.EqualTo(new[] { _alice }));
    }

    [Test]
    public async Task Without_Redis_a_node_answers_for_its_own_users()
    {
        await using var unconnected = TestRedis.NewConnection("127.0.0.1:1");
        var alone = new RedisPresence(unconnected, TestRedis.NewSeal());

        Assert.That(await alone.HoldAsync([_alice]), Is.EqualTo(new[] { _alice }));
        Assert.That(await alone.HoldAsync([_alice]), Is.Empty);
        Assert.That(await alone.FindOnlineAsync([_alice, _bob], TestNode.Patience), Is.EqualTo(new[] { _alice }));
        Assert.That(await alone.ReleaseLostAsync(), Is.Empty);
        Assert.That(await alone.ReleaseAsync([_alice, _bob]), Is.EqualTo(new[] { _alice }));
    }

    private RedisPresence NewNode() => new(_connection, TestRedis.NewSeal());

    // By a third node, with the lease of then.
    private async Task HoldLongAgoAsync(Guid userId)
    {
        var now = await _connection.GetTimeAsync(_connection.Database!);
        _connection.Clock.Learn(now - (long)(2 * IPresenceState.Lease).TotalMicroseconds);
        Assert.That(await NewNode().HoldAsync([userId]), Is.EqualTo(new[] { userId }));
    }
}
