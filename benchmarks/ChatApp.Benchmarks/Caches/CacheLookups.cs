using BenchmarkDotNet.Attributes;
using ChatApp.Api.Security;
using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Persistence.Accounts;

namespace ChatApp.Benchmarks.Caches;

/// <summary>
/// The two look-ups of each request: its token and its session, among as many as a busy node has. With two threads, the
/// time is that of one look-up on each of them.
/// </summary>
public class CacheLookups
{
    private const int Entries = 4_000;

    private readonly AccessTokenCache _tokens = new();
    private readonly SessionCache _sessions = new(TimeProvider.System);
    private readonly TokenDigest[] _digests = new TokenDigest[Entries];
    private readonly Guid[] _ids = new Guid[Entries];

    [Params(1, 2)]
    public int Threads { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var lifetime = new SessionLifetime(TimeSpan.FromDays(30), TimeSpan.FromDays(365));
        var device = SessionDevice.Of("a program", null);
        for (var i = 0; i < Entries; i++)
        {
            var (id, userId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            _digests[i] = TokenDigest.Of($"token {i}");
            _tokens.Keep(
                _digests[i],
                new AcceptedToken(new Caller(userId, id, Generation: 0, DateTimeOffset.MaxValue), DateTime.MinValue));
            _ids[i] = id;
            _sessions.PutChanged(Session.Start(id, userId, DateTimeOffset.UnixEpoch, lifetime, device));
        }

        // Not in the order in which they were added.
        new Random(22).Shuffle(_digests);
        new Random(22).Shuffle(_ids);
    }

    [Benchmark(OperationsPerInvoke = Entries)]
    public Task<int[]> FindToken() => OnEachThread(() =>
    {
        var found = 0;
        foreach (var digest in _digests)
        {
            found += _tokens.Find(digest) is null ? 0 : 1;
        }

        return found;
    });

    [Benchmark(OperationsPerInvoke = Entries)]
    public Task<int[]> FindSession() => OnEachThread(() =>
    {
        var found = 0;
        foreach (var id in _ids)
        {
            found += _sessions.TryGet(id, out _) ? 1 : 0;
        }

        return found;
    });

    private Task<int[]> OnEachThread(Func<int> lookUps) =>
        Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(lookUps)));
}
