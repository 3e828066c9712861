using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class SessionCacheTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly SessionCache _cache;

    public SessionCacheTests() => _cache = new SessionCache(_time);

    [Test]
    public void A_late_older_state_does_not_reopen_an_ended_session()
    {
        var (active, ended) = SessionBeforeAndAfterItsEnd();
        _cache.PutChanged(ended);

        _cache.PutChanged(active);
        _cache.PutRead(active, _cache.BeginRead());

        Assert.That(_cache.TryGet(ended.Id, out var state) && state.HasEnded, Is.True);
    }

    [Test]
    public void A_read_that_began_before_an_invalidation_is_not_cached()
    {
        var (active, _) = SessionBeforeAndAfterItsEnd();
        var reading = _cache.BeginRead();
        _cache.Forget(active.Id);

        _cache.PutRead(active, reading);

        Assert.That(_cache.TryGet(active.Id, out _), Is.False);
    }

    [Test]
    public void A_read_state_is_cached_for_two_seconds()
    {
        var (active, _) = SessionBeforeAndAfterItsEnd();
        _cache.PutRead(active, _cache.BeginRead());

        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.That(_cache.TryGet(active.Id, out _), Is.True);
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.That(_cache.TryGet(active.Id, out _), Is.False);
    }

    private static (Session Active, Session Ended) SessionBeforeAndAfterItsEnd()
    {
        var (id, userId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var (active, ended) = (Start(), Start());
        ended.End(TestTime.Noon);
        return (active, ended);

        Session Start() => Session.Start(id, userId, TestTime.Noon, TestSession.Lifetime, TestSession.Device);
    }
}
