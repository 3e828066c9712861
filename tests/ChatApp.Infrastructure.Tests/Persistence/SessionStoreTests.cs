using System.Net;
using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Persistence;

internal sealed class SessionStoreTests(DatabaseKind kind) : BothDatabases(kind)
{
    private static readonly SessionLifetime Lifetime = new(TimeSpan.FromDays(30), TimeSpan.FromDays(365));
    private static readonly SessionDevice Device = SessionDevice.Of("a program", IPAddress.Parse("2001:db8::1"));

    [Test]
    public async Task Parallel_refreshes_create_one_new_generation()
    {
        var node = await NodeAsync();
        var session = await StartSessionAsync(node);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => Task.Run(async () =>
        {
            RefreshOutcome? outcome = null;
            var changed = await node.Sessions.ChangeAsync(
                session.Id,
                current => outcome = current.Refresh(1, null, TestTime.Noon, Lifetime, Device),
                CancellationToken.None);
            return (outcome, changed?.Generation);
        }))).WaitAsync(TestNode.Patience);

        Assert.That(outcomes.Count(outcome => outcome.outcome == RefreshOutcome.Rotated), Is.EqualTo(1));
        Assert.That(outcomes.Count(outcome => outcome.outcome == RefreshOutcome.Repeated), Is.EqualTo(31));
        Assert.That(outcomes.Select(outcome => outcome.Generation), Is.All.EqualTo(2));
    }

    [Test]
    public async Task Parallel_refreshes_on_two_nodes_create_one_new_generation()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        TestNode[] nodes = [await database.StartNodeAsync(), await database.StartNodeAsync()];
        var session = await StartSessionAsync(nodes[0]);

        // The transaction that loses the race decides again on the stored session, with its own request and clock.
        var generations = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(async () =>
        {
            var changed = await nodes[i % 2].Sessions.ChangeAsync(
                session.Id,
                current => current.Refresh(1, Guid.CreateVersion7(), TestTime.Noon.AddSeconds(i), Lifetime, Device),
                CancellationToken.None);
            return (changed?.Generation, changed?.EndedAt);
        }))).WaitAsync(TestNode.Patience);

        Assert.That(generations, Is.All.EqualTo(((int?)2, (DateTimeOffset?)null)));
    }

    [Test]
    public async Task A_changed_session_is_read_as_stored()
    {
        var node = await NodeAsync();
        var session = await StartSessionAsync(node);
        var request = Guid.CreateVersion7();
        await node.Sessions.ChangeAsync(
            session.Id,
            current => current.Refresh(1, request, TestTime.Noon.AddDays(1), Lifetime, Device),
            CancellationToken.None);

        var found = await node.Sessions.ChangeAsync(session.Id, _ => { }, CancellationToken.None);

        Assert.Multiple(() =>
        {
            Assert.That((found?.Generation, found?.GenerationUsed), Is.EqualTo(((int?)2, (bool?)false)));
            Assert.That(found?.RefreshRequestId, Is.EqualTo(request));
            Assert.That(found?.RotatedAt, Is.EqualTo(TestTime.Noon.AddDays(1)));
            Assert.That(found?.ExpiresAt, Is.EqualTo(TestTime.Noon.AddDays(1) + Lifetime.Idle));
            Assert.That((found?.UserAgent, found?.Address), Is.EqualTo(("a program", "2001:db8::1")));
            Assert.That((found?.UserId, found?.EndedAt), Is.EqualTo(((Guid?)session.UserId, (DateTimeOffset?)null)));
        });
    }

    [Test]
    public async Task A_node_knows_at_once_which_sessions_it_has_ended()
    {
        var node = await NodeAsync();
        var session = await StartSessionAsync(node);
        var before = await node.Sessions.FindStateAsync(session.Id, CancellationToken.None);

        await node.Sessions.ChangeAsync(session.Id, current => current.End(TestTime.Noon), CancellationToken.None);

        var after = await node.Sessions.FindStateAsync(session.Id, CancellationToken.None);
        Assert.That((before?.HasEnded, after?.HasEnded), Is.EqualTo(((bool?)false, (bool?)true)));
    }

    [Test]
    public async Task A_session_ended_by_another_node_is_known_after_an_invalidation()
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
    public async Task An_unknown_session_is_null_and_cannot_be_changed()
    {
        var node = await NodeAsync();
        var called = false;

        var changed = await node.Sessions.ChangeAsync(
            Guid.CreateVersion7(), _ => called = true, CancellationToken.None);

        Assert.That((changed, called), Is.EqualTo(((Session?)null, false)));
        Assert.That(await node.Sessions.FindStateAsync(Guid.CreateVersion7(), CancellationToken.None), Is.Null);
    }

    [Test]
    public async Task The_open_sessions_of_a_user_are_listed_newest_first()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var started = new List<Session>();
        for (var day = 0; day < 5; day++)
        {
            var session = Session.Start(
                Guid.CreateVersion7(TestTime.Noon.AddDays(day)), user.Id, TestTime.Noon.AddDays(day), Lifetime, Device);
            await node.Credentials.StartSessionAsync(user, newHash: null, session, CancellationToken.None);
            started.Add(session);
        }

        await StartSessionAsync(node);
        await node.Sessions.ChangeAsync(started[3].Id, session => session.End(TestTime.Noon), CancellationToken.None);
        Task<Application.Common.Page<Session>> ListAsync(Guid? before, int limit) =>
            node.Sessions.ListOpenAsync(user.Id, TestTime.Noon + Lifetime.Idle, before, limit, CancellationToken.None);

        var first = await ListAsync(null, 2);
        var second = await ListAsync(first.Items[^1].Id, 2);

        Assert.That(
            (first.Items.Select(session => session.Id), first.HasMore),
            Is.EqualTo((new[] { started[4].Id, started[2].Id }, true)));
        Assert.That(
            (second.Items.Select(session => session.Id), second.HasMore),
            Is.EqualTo((new[] { started[1].Id }, false)),
            "the first session has expired");
    }

    private static async Task<Session> StartSessionAsync(TestNode node)
    {
        var user = await node.AddUserAsync();
        var session = Session.Start(Guid.CreateVersion7(), user.Id, TestTime.Noon, Lifetime, Device);
        await node.Credentials.StartSessionAsync(user, newHash: null, session, CancellationToken.None);
        return session;
    }
}
