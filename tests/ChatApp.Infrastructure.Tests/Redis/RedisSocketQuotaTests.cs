using ChatApp.Application.Events;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Redis;
using ChatApp.Infrastructure.Tests.Databases;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Tests.Redis;

internal sealed class RedisSocketQuotaTests : IAsyncDisposable
{
    private const int Limit = 1;

    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly ConnectionRegistry _registry = new();
    private readonly CountedMetrics _metrics = new();
    private readonly RedisConnection _connection = TestRedis.NewConnection(TestRedis.Standalone);
    private readonly RedisSocketQuota _quota;

    public RedisSocketQuotaTests() => _quota = new RedisSocketQuota(
        _connection, _registry, TestRedis.NewSeal(metrics: _metrics.Metrics), TimeProvider.System);

    [SetUp]
    public async Task Connect()
    {
        await _connection.StartAsync(CancellationToken.None);
        await _connection.OpenedAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        _quota.Dispose();
        await _connection.DisposeAsync();
        _metrics.Dispose();
    }

    [Test]
    public async Task A_socket_that_leaves_during_its_renewal_is_not_counted()
    {
        var leaving = new PassingConnection(_alice);
        Assert.That(await EnterAsync(leaving), Is.True);

        // When the renewal first reads the socket's name, the socket leaves; the renewal is sent only after that.
        leaving.WhenNamed = () => Leave(leaving);
        await _quota.RenewAllAsync().WaitAsync(TestNode.Patience);

        Assert.That(leaving.WhenNamed, Is.Null, "the renewal has read the socket");
        Assert.That(await EnterAsync(new PassingConnection(_alice)), Is.True);
    }

    [Test]
    public async Task A_renewal_before_the_entry_does_not_count_the_socket_twice()
    {
        var coming = new PassingConnection(_alice);
        _registry.TryAdd(coming, Limit);
        await _quota.RenewAllAsync().WaitAsync(TestNode.Patience);

        Assert.That(await _quota.TryEnterAsync(coming, Limit), Is.True);
    }

    [Test]
    public async Task A_renewed_socket_is_counted()
    {
        var staying = new PassingConnection(_alice);
        Assert.That(await EnterAsync(staying), Is.True);
        await _quota.RenewAllAsync().WaitAsync(TestNode.Patience);

        Assert.That(await _quota.TryEnterAsync(new PassingConnection(_alice), Limit), Is.False);
    }

    [Test]
    public async Task Sockets_of_a_killed_node_are_counted_for_at_most_15_seconds()
    {
        Assert.That(await EnterAsync(new PassingConnection(_alice)), Is.True);
        var redis = _connection.Multiplexer!;

        var remains = await redis.GetDatabase().KeyTimeToLiveAsync($"chatapp:leases:{_alice:N}");

        Assert.That(remains, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromSeconds(15)));
    }

    [Test]
    public async Task A_forged_lease_is_not_counted_and_is_removed()
    {
        var redis = _connection.Multiplexer!;
        var (database, key) = (redis.GetDatabase(), $"chatapp:leases:{_alice:N}");
        var forged = Enumerable.Range(0, 30)
            .Select(_ => new HashEntry(Guid.CreateVersion7().ToByteArray(), new byte[24]));
        await database.HashSetAsync(key, [.. forged]);
        await database.HashSetAsync(key, "not an id", "not a lease");

        Assert.That(await EnterAsync(new PassingConnection(_alice)), Is.True);

        Assert.That(await database.HashLengthAsync(key), Is.EqualTo(1), "the socket's own");
        Assert.That(_metrics.Forgeries, Is.EqualTo(31));
    }

    [Test]
    public async Task An_old_lease_that_is_replayed_is_not_counted()
    {
        var redis = _connection.Multiplexer!;
        var (database, key) = (redis.GetDatabase(), $"chatapp:leases:{_alice:N}");
        var now = await _connection.GetTimeAsync(database);
        var gone = new PassingConnection(_alice);

        // A lease from sixteen seconds ago.
        _connection.Clock.Learn(now - 16_000_000);
        Assert.That(await EnterAsync(gone), Is.True);
        var kept = await database.HashGetAllAsync(key);
        Leave(gone);
        await database.HashSetAsync(key, kept);

        Assert.That(await EnterAsync(new PassingConnection(_alice)), Is.True);
        Assert.That(_metrics.Forgeries, Is.Zero, "the lease has a valid seal");
    }

    [Test]
    public async Task An_impossibly_large_set_of_leases_is_deleted()
    {
        var redis = _connection.Multiplexer!;
        var (database, key) = (redis.GetDatabase(), $"chatapp:leases:{_alice:N}");
        await database.HashSetAsync(key, [.. Enumerable.Range(0, 5_000).Select(i => new HashEntry(i, i))]);

        Assert.That(await EnterAsync(new PassingConnection(_alice)), Is.True);

        Assert.That(await database.HashLengthAsync(key), Is.EqualTo(1));
    }

    private async Task<bool> EnterAsync(IStreamSubscriber socket)
    {
        Assert.That(_registry.TryAdd(socket, Limit), Is.Not.Null);
        return await _quota.TryEnterAsync(socket, Limit);
    }

    private void Leave(IStreamSubscriber socket)
    {
        _registry.Remove(socket);
        _quota.Leave(socket);
    }

    /// <summary>A connection that shows a test when a renewal reaches it.</summary>
    private sealed class PassingConnection(Guid userId) : IStreamSubscriber
    {
        private readonly Guid _id = Guid.CreateVersion7();

        public Action? WhenNamed { get; set; }

        public Guid ConnectionId
        {
            get
            {
                var act = WhenNamed;
                WhenNamed = null;
                act?.Invoke();
                return _id;
            }
        }

        public Guid UserId => userId;

        public Guid SessionId { get; } = Guid.CreateVersion7();

        public void Wake()
        {
        }

        public void Deliver(ReadOnlyMemory<byte> signal)
        {
        }

        public void EndSession()
        {
        }

        public void CloseForNewEpoch()
        {
        }
    }
}
