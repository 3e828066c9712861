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

        // Each node may be ahead by what it has on credit, here one, and each second adds one.
        var seconds = (int)TimeProvider.System.GetElapsedTime(started).TotalSeconds;
        Assert.That(sent, Is.InRange(Burst, Burst + seconds + 4));
        Assert.That(wait, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(TimeSpan.FromSeconds(3)));
    }

    [Test]
    public async Task Whoever_sends_little_never_has_redis_asked()
    {
        var node = NewNode(_connection);

        for (var i = 0; i < 40; i++)
        {
            Assert.That(node.Take(_alice, new RateLimit(1_000, TimeSpan.FromMilliseconds(10)), 1), Is.Null);
        }

        Assert.That(await Database.KeyExistsAsync(Key), Is.False);
    }

    [Test]
    public async Task A_bucket_in_redis_ends_when_it_is_full_again()
    {
        var node = NewNode(_connection);
        await EmptyAsync(node);

        var remains = await Database.KeyTimeToLiveAsync(Key);
        Assert.That(remains, Is.GreaterThan(TimeSpan.Zero).And.LessThanOrEqualTo(2 * Limit.Window));
    }

    [Test]
    public async Task What_was_not_used_is_given_back()
    {
        var node = NewNode(_connection);
        for (var i = 0; i < 5 * Burst; i++)
        {
            Assert.That(await TakeSlowlyAsync(node), Is.Null);
            node.Charge(_alice, Limit, -1);
        }
    }

    // Whoever could write to Redis said that a user owes a thousand million messages, which took eleven days to pay.
    [Test]
    public async Task A_bucket_that_no_node_has_sealed_counts_as_full()
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
    public async Task Something_else_in_the_place_of_a_bucket_is_replaced()
    {
        var node = NewNode(_connection);
        await Database.ListLeftPushAsync(Key, "no bucket");

        await TakeSlowlyAsync(node, times: 5);

        Assert.That(await Database.KeyTypeAsync(Key), Is.EqualTo(RedisType.String));
    }

    // Even with the installation's own key, as after a leap of the clock of Redis.
    [Test]
    public async Task Nobody_waits_longer_than_a_bucket_takes_to_fill()
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
    public async Task Without_redis_everything_is_admitted()
    {
        await using var nowhere = TestRedis.NewConnection("127.0.0.1:1,connectTimeout=100");
        var node = NewNode(nowhere);

        Assert.That(Enumerable.Range(0, 10 * Burst).Select(_ => node.Take(_alice, Limit, 1)), Is.All.Null);
    }

    [Test]
    public async Task When_redis_goes_away_everything_is_admitted_again()
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
        _connection.Multiplexer?.GetDatabase() ?? throw new InvalidOperationException("There is no Redis.");

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

        throw new AssertionException("Everything is let through.");
    }

    // So that what was asked is answered before the next.
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
