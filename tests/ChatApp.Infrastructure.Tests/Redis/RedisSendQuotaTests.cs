using ChatApp.Application.RateLimiting;
using ChatApp.Infrastructure.RateLimiting;
using ChatApp.Infrastructure.Redis;
using ChatApp.Infrastructure.Tests.Databases;
using StackExchange.Redis;

namespace ChatApp.Infrastructure.Tests.Redis;

[TestFixture(false)]
[TestFixture(true)]
internal sealed class RedisSendQuotaTests(bool isCluster) : IAsyncDisposable
{
    private const int Burst = 20;

    private static readonly RateLimit Limit = new(Burst, TimeSpan.FromSeconds(1));

    private readonly QuotaKey _alice = new(QuotaKind.Messages, Guid.CreateVersion7(), Guid.CreateVersion7());
    private readonly CountedMetrics _metrics = new();
    private readonly RedisConnection _connection =
        TestRedis.NewConnection(isCluster ? TestRedis.Cluster : TestRedis.Standalone);

    [SetUp]
    public async Task Connect()
    {
        await _connection.StartAsync(CancellationToken.None);
        await _connection.OpenedAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        _metrics.Dispose();
    }

    [Test]
    public async Task Two_nodes_share_one_bucket()
    {
        RedisSendQuota[] nodes = [NewNode(_connection), NewNode(_connection)];

        var started = TimeProvider.System.GetTimestamp();
        var sent = 0;
        TimeSpan? wait = null;
        for (var i = 0; wait is null && sent < 1_000; i++)
        {
            wait = await TakeSlowlyAsync(nodes[i % 2]);
            sent += wait is null ? 1 : 0;
        }

        // Each node may exceed the quota by its credit, here one; each second adds one.
        var seconds = (int)TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Assert.That(sent, Is.InRange(Burst, Burst + seconds + 4));
        Assert.That(wait, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public async Task A_user_who_sends_little_causes_no_Redis_calls()
    {
        var node = NewNode(_connection);

        for (var i = 0; i < 40; i++)
        {
            Assert.That(node.Take(_alice, new RateLimit(1_000, TimeSpan.FromMilliseconds(10)), 1), Is.Null);
        }

        Assert.That(await Database.KeyExistsAsync(Key), Is.False);
    }

    [Test]
    public async Task A_full_bucket_in_Redis_expires()
    {
        var node = NewNode(_connection);
        await EmptyAsync(node);

        var remains = await Database.KeyTimeToLiveAsync(Key);
        Assert.That(remains, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(2 * Limit.Window));
    }

    [Test]
    public async Task An_unused_allowance_is_returned()
    {
        var node = NewNode(_connection);
        for (var i = 0; i < 5 * Burst; i++)
        {
            Assert.That(await TakeSlowlyAsync(node), Is.Null);
            node.Charge(_alice, Limit, -1);
        }
    }

    // An attacker with write access to Redis stored a debt of a thousand million messages, eleven days of waiting.
    [Test]
    public async Task A_forged_bucket_counts_as_full()
    {
        var node = NewNode(_connection);
        var emptyForYears = new byte[sizeof(long) + RedisSeal.Length];
        emptyForYears.AsSpan(0, sizeof(long)).Fill(0x7f);
        await Database.StringSetAsync(Key, emptyForYears);

        var sent = 0;
        while (sent < Burst - 1)
        {
            Assert.That(await TakeSlowlyAsync(node), Is.Null);
            sent++;
        }

        Assert.That(_metrics.Forgeries, Is.GreaterThan(0));
        Assert.That(await Database.StringGetAsync(Key), Is.Not.EqualTo((RedisValue)emptyForYears));
    }

    [Test]
    public async Task An_invalid_value_in_place_of_a_bucket_is_replaced()
    {
        var node = NewNode(_connection);
        await Database.ListLeftPushAsync(Key, "no bucket");

        await TakeSlowlyAsync(node, times: 5);

        Assert.That(await Database.KeyTypeAsync(Key), Is.EqualTo(RedisType.String));
    }

    // Even with the installation's own key, for example after a jump of the Redis clock.
    [Test]
    public async Task No_wait_is_longer_than_a_bucket_takes_to_refill()
    {
        var node = NewNode(_connection);
        Span<byte> never = stackalloc byte[sizeof(long)];
        never.Fill(0x7f);
        var sealedBucket = TestRedis.NewSeal().Seal(Name, never);
        await Database.StringSetAsync(Key, sealedBucket);

        var wait = await EmptyAsync(node);

        Assert.That(wait, Is.LessThanOrEqualTo(Limit.Window));
        Assert.That(await Database.KeyTimeToLiveAsync(Key), Is.LessThanOrEqualTo(2 * Limit.Window));
    }

    [Test]
    public async Task All_messages_are_admitted_without_Redis()
    {
        await using var nowhere = TestRedis.NewConnection("127.0.0.1:1,connectTimeout=100");
        var node = NewNode(nowhere);

        Assert.That(Enumerable.Range(0, 10 * Burst).Select(_ => node.Take(_alice, Limit, 1)), Is.All.Null);
    }

    [Test]
    public async Task All_messages_are_admitted_after_Redis_fails()
    {
        await using var lost = TestRedis.NewConnection(isCluster ? TestRedis.Cluster : TestRedis.Standalone);
        await lost.StartAsync(CancellationToken.None);
        await lost.OpenedAsync(CancellationToken.None).WaitAsync(TestNode.Patience);
        var node = NewNode(lost);
        var redis = lost.Multiplexer!;
        await redis.CloseAsync();

        Assert.That(Enumerable.Range(0, 10 * Burst).Select(_ => node.Take(_alice, Limit, 1)), Is.All.Null);
    }

    private string Name => $"messages:{_alice.UserId:N}:{_alice.PeerId:N}";

    private string Key => $"chatapp:{Name}";

    private IDatabase Database =>
        _connection.Multiplexer?.GetDatabase() ?? throw new InvalidOperationException("Redis is not available.");

    private RedisSendQuota NewNode(RedisConnection connection) =>
        new(connection, TestRedis.NewSeal(metrics: _metrics.Metrics), TimeProvider.System);

    private async Task<TimeSpan?> EmptyAsync(RedisSendQuota node)
    {
        for (var i = 0; i < 1_000; i++)
        {
            if (await TakeSlowlyAsync(node) is { } wait)
            {
                return wait;
            }
        }

        throw new AssertionException("All messages are admitted.");
    }

    // Waits in between, so that each request to Redis is answered before the next.
    private async Task<TimeSpan?> TakeSlowlyAsync(RedisSendQuota node, int times = 1)
    {
        TimeSpan? wait = null;
        for (var i = 0; i < times; i++)
        {
            wait = node.Take(_alice, Limit, 1);
            await node.SettleAsync(_alice).WaitAsync(TestNode.Patience);
        }

        return wait;
    }
}
