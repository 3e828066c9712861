using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Persistence.Sessions;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class SessionStoreTests(DatabaseKind kind) : BothDatabases(kind)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    [Test]
    public async Task Thirty_two_refreshes_at_once_yield_one_successor()
    {
        var node = await NodeAsync();
        var session = await StartSessionAsync(node);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            RefreshOutcome? outcome = null;
            var changed = await node.Sessions.ChangeAsync(
                session.Id, current => outcome = current.Refresh(1, TestTime.Noon, Lifetime), CancellationToken.None);
            return (outcome, changed?.Generation);
        }))).WaitAsync(TestNode.Patience);

        Assert.That(outcomes.Count(outcome => outcome.outcome == RefreshOutcome.Rotated), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome.outcome == RefreshOutcome.Repeated), Is.EqualTo(31));
        Assert.That(outcomes.Select(outcome => outcome.Generation), Is.All.EqualTo(2));
    }

    [Test]
    public async Task A_session_comes_back_as_it_was_changed()
    {
        var node = await NodeAsync();
        var session = await StartSessionAsync(node);
        await node.Sessions.ChangeAsync(session.Id, current => current.Refresh(1, TestTime.Noon.AddDays(1), Lifetime), CancellationToken.None);

        var found = await node.Sessions.ChangeAsync(session.Id, _ => { }, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That((found?.Generation, found?.GenerationUsed), Is.EqualTo(((int?)2, (bool?)false)));
            Assert.That(found?.RotatedAt, Is.EqualTo(TestTime.Noon.AddDays(1)));
            Assert.That(found?.ExpiresAt, Is.EqualTo(TestTime.Noon.AddDays(1) + Lifetime));
            Assert.That((found?.UserId, found?.EndedAt), Is.EqualTo(((Guid?)session.UserId, (DateTimeOffset?)null)));
        });
    }

    [Test]
    public async Task What_this_node_has_ended_it_knows_at_once()
    {
        var node = await NodeAsync();
        var session = await StartSessionAsync(node);
        var before = await node.Sessions.FindStateAsync(session.Id, CancellationToken.None);

        await node.Sessions.ChangeAsync(session.Id, current => current.End(TestTime.Noon), CancellationToken.None);

        var after = await node.Sessions.FindStateAsync(session.Id, CancellationToken.None);
        Assert.That((before?.HasEnded, after?.HasEnded), Is.EqualTo(((bool?)false, (bool?)true)));
    }

    [Test]
    public async Task What_another_node_has_ended_is_known_once_it_is_forgotten_here()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var here = await database.StartNodeAsync();
        var there = await database.StartNodeAsync();
        var session = await StartSessionAsync(here);
        await here.Sessions.FindStateAsync(session.Id, CancellationToken.None);
        await there.Sessions.ChangeAsync(session.Id, current => current.End(TestTime.Noon), CancellationToken.None);

        here.Get<SessionCache>().Forget(session.Id);

        var state = await here.Sessions.FindStateAsync(session.Id, CancellationToken.None);
        Assert.That(state?.HasEnded, Is.True);
    }

    [Test]
    public async Task An_unknown_session_is_null_and_never_changed()
    {
        var node = await NodeAsync();
        var called = false;

        var changed = await node.Sessions.ChangeAsync(Guid.CreateVersion7(), _ => called = true, CancellationToken.None);

        Assert.That((changed, called), Is.EqualTo(((Session?)null, false)));
        Assert.That(await node.Sessions.FindStateAsync(Guid.CreateVersion7(), CancellationToken.None), Is.Null);
    }

    private static async Task<Session> StartSessionAsync(TestNode node)
    {
        var user = await node.AddUserAsync();
        var session = Session.Start(Guid.CreateVersion7(), user.Id, TestTime.Noon, Lifetime);
        await node.Credentials.StartSessionAsync(user, newHash: null, session, CancellationToken.None);
        return session;
    }
}
