using ChatApp.Infrastructure.RateLimiting;
using ChatApp.Infrastructure.Realtime.Redis;
using ChatApp.Infrastructure.Tests.Databases;
using ChatApp.Infrastructure.Tests.Realtime.Redis;

namespace ChatApp.Infrastructure.Tests.RateLimiting;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class RedisSendQuotaTests(bool isCluster) : IAsyncDisposable
{
    private const int PerSecond = 1;
    private const int Burst = 20;

    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly RedisConnection _connection = TestRedis.NewConnection(isCluster ? TestRedis.Cluster : TestRedis.Standalone);

    [SetUp]
    public async Task Connect()
    {
        await _connection.StartAsync(CancellationToken.None);
        await _connection.OpenedAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
    }

    [TearDown]
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Test]
    public async Task Two_nodes_share_one_bucket()
    {
        RedisSendQuota[] nodes = [new(_connection, TimeProvider.System), new(_connection, TimeProvider.System)];

        var started = TimeProvider.System.GetTimestamp();
        var sent = 0;
        TimeSpan? wait = null;
        for (var i = 0; wait is null && sent < 1_000; i++)
        {
            wait = await TakeSlowlyAsync(nodes[i % 2]);
            sent += wait is null ? 1 : 0;
        }

        // Each node may be ahead by what it has on credit, here one, and each second adds one.
        var seconds = (int)TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Assert.That(sent, Is.InRange(Burst, Burst + seconds + 4));
        Assert.That(wait, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public async Task Whoever_sends_little_never_has_redis_asked()
    {
        var node = new RedisSendQuota(_connection, TimeProvider.System);

        for (var i = 0; i < 40; i++)
        {
            Assert.That(node.Take(_alice, 1_000, 10_000), Is.Null);
        }

        Assert.That(_connection.TryGet(out var redis), Is.True);
        Assert.That(await redis!.GetDatabase().KeyExistsAsync($"chatapp:sends:{_alice:N}"), Is.False);
    }

    [Test]
    public async Task A_bucket_in_redis_ends_when_it_is_full_again()
    {
        var node = new RedisSendQuota(_connection, TimeProvider.System);
        await TakeSlowlyAsync(node);

        Assert.That(_connection.TryGet(out var redis), Is.True);
        var remains = await redis!.GetDatabase().KeyTimeToLiveAsync($"chatapp:sends:{_alice:N}");
        Assert.That(remains, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromSeconds(Burst + 1)));
    }

    [Test]
    public async Task Without_redis_everything_is_admitted()
    {
        await using var nowhere = TestRedis.NewConnection("127.0.0.1:1,connectTimeout=100");
        var node = new RedisSendQuota(nowhere, TimeProvider.System);

        Assert.That(Enumerable.Range(0, 10 * Burst).Select(_ => node.Take(_alice, PerSecond, Burst)), Is.All.Null);
    }

    [Test]
    public async Task When_redis_goes_away_everything_is_admitted_again()
    {
        await using var lost = TestRedis.NewConnection(isCluster ? TestRedis.Cluster : TestRedis.Standalone);
        await lost.StartAsync(CancellationToken.None);
        await lost.OpenedAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
        var node = new RedisSendQuota(lost, TimeProvider.System);
        Assert.That(lost.TryGet(out var redis), Is.True);
        await redis!.CloseAsync();

        Assert.That(Enumerable.Range(0, 10 * Burst).Select(_ => node.Take(_alice, PerSecond, Burst)), Is.All.Null);
    }

    // So that what was asked is answered before the next: a command on the same connection comes after it.
    private async Task<TimeSpan?> TakeSlowlyAsync(RedisSendQuota node)
    {
        var wait = node.Take(_alice, PerSecond, Burst);
        Assert.That(_connection.TryGet(out var redis), Is.True);
        await redis!.GetDatabase().KeyExistsAsync($"chatapp:sends:{_alice:N}").WaitAsync(TestNode.Patience);
        return wait;
    }
}
