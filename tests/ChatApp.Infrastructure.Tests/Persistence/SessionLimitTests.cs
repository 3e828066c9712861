using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>A user who logs in very often, now or before there was a limit.</summary>
internal sealed class SessionLimitTests(DatabaseKind kind) : BothDatabases(kind)
{
    [Test]
    public async Task A_password_change_needs_as_many_statements_for_3000_sessions_as_for_one()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var counter = new StatementCounter();
        var node = await database.StartNodeAsync(counter.AddTo);
        var counts = new List<int>();
        foreach (var sessions in new[] { 1, 1, 3_000 })
        {
            var user = await node.AddUserAsync();
            await AddSessionsAsync(node, user, sessions);
            var verified = await FindAsync(node, user);
            counter.Take();

            var ended = await node.Credentials.ChangePasswordAsync(
                verified, "new hash", NewSession(user), CancellationToken.None);

            counts.Add(counter.Take());
            Assert.That(ended, Has.Count.EqualTo(sessions));
            Assert.That(await CountOpenAsync(node, user), Is.EqualTo(1));
        }

        Assert.That(counts, Is.All.EqualTo(counts[0]).And.All.LessThanOrEqualTo(4));
    }

    [Test]
    public async Task A_login_above_the_session_limit_ends_the_least_recently_used_session()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        database.Settings["Limits:SessionsPerUser"] = "3";
        var node = await database.StartNodeAsync();
        var (user, other) = (await node.AddUserAsync(), await node.AddUserAsync());
        await StartAsync(node, other, NewSession(other));
        var sessions = Enumerable.Range(0, 3).Select(minute => NewSession(user, minute)).ToArray();
        foreach (var session in sessions)
        {
            Assert.That(await StartAsync(node, user, session), Is.Empty);
        }

        await node.Sessions.ChangeAsync(
            sessions[0].Id,
            session => session.Refresh(1, null, TestTime.Noon.AddHours(1), TestSession.Lifetime, TestSession.Device),
            CancellationToken.None);

        var displaced = await StartAsync(node, user, NewSession(user, 120));

        Assert.That(displaced, Is.EqualTo(new[] { sessions[1].Id }), "the oldest login has a later refresh");
        Assert.That((await node.Sessions.FindStateAsync(sessions[1].Id, CancellationToken.None))?.HasEnded, Is.True);
        Assert.That(await CountOpenAsync(node, user), Is.EqualTo(3));
        Assert.That(await CountOpenAsync(node, other), Is.EqualTo(1));
    }

    [Test]
    public async Task A_login_on_a_slow_clock_does_not_end_its_own_session()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        database.Settings["Limits:SessionsPerUser"] = "1";
        var node = await database.StartNodeAsync();
        var user = await node.AddUserAsync();
        var first = NewSession(user);
        await StartAsync(node, user, first);

        var displaced = await StartAsync(node, user, NewSession(user, -5));

        Assert.That(displaced, Is.EqualTo(new[] { first.Id }));
    }

    [Test]
    public async Task Parallel_logins_respect_the_session_limit()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        database.Settings["Limits:SessionsPerUser"] = "4";
        TestNode[] nodes = [await database.StartNodeAsync(), await database.StartNodeAsync()];
        var user = await nodes[0].AddUserAsync();

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(async () =>
        {
            var node = nodes[i % 2];
            return await node.Credentials.StartSessionAsync(
                await FindAsync(node, user), null, NewSession(user, i), CancellationToken.None);
        }))).WaitAsync(TestNode.Patience);

        Assert.That(await CountOpenAsync(nodes[0], user), Is.EqualTo(4));
    }

    [Test]
    public async Task Each_login_ends_up_to_a_thousand_sessions_above_the_limit()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var user = await node.AddUserAsync();
        await AddSessionsAsync(node, user, 1_500);

        var first = await StartAsync(node, user, NewSession(user));
        var second = await StartAsync(node, user, NewSession(user));

        Assert.That((first?.Count, second?.Count), Is.EqualTo(((int?)1_000, (int?)402)));
        Assert.That(await CountOpenAsync(node, user), Is.EqualTo(100), "the default limit");
    }

    [Test]
    public async Task Only_sessions_that_have_been_over_for_a_month_are_deleted()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var clock = new FakeTimeProvider(TestTime.Noon);
        var counter = new StatementCounter();
        var node = await database.StartNodeAsync(services =>
        {
            counter.AddTo(services);
            services.AddSingleton<TimeProvider>(clock);
        });
        var user = await node.AddUserAsync();
        var open = NewSession(user);
        var month = TimeSpan.FromDays(30);
        var life = TestSession.Lifetime.Idle;
        await AddAsync(node, [open]);
        await AddAsync(node, Enumerable.Range(0, 700).Select(_ => Ended(user, TestTime.Noon - month)));
        await AddAsync(node, Enumerable.Range(0, 600).Select(_ => NewSession(user, at: TestTime.Noon - life - month)));
        Session[] kept =
        [
            open,
            Ended(user, TestTime.Noon - month + TimeSpan.FromSeconds(1)),
            NewSession(user, at: TestTime.Noon - life - month + TimeSpan.FromSeconds(1)),
        ];
        await AddAsync(node, kept[1..]);
        var purge = node.Get<SessionPurge>();
        Assert.That(await purge.PurgeAsync(CancellationToken.None), Is.Zero, "not yet a month");

        clock.Advance(TimeSpan.FromMilliseconds(1));
        counter.Take();
        var deleted = await purge.PurgeAsync(CancellationToken.None);

        Assert.That(deleted, Is.EqualTo(1_300));
        Assert.That(counter.Take(), Is.EqualTo(4), "each of at most 500 rows, so that other writers can run");
        await using var context = await node.OpenContextAsync();
        Assert.That(
            await context.Sessions.Select(session => session.Id).ToListAsync(),
            Is.EquivalentTo(kept.Select(session => session.Id)));
    }

    [Test]
    public async Task A_node_deletes_old_sessions_periodically()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var user = await node.AddUserAsync();
        await AddAsync(node, [Ended(user, TestTime.Noon.AddDays(-2)), NewSession(user)]);
        var (clock, log) = (new ClockWithTimer(), new FirstLine<SessionPurge>());
        using var purge = new SessionPurge(
            node.Get<IDbContextFactory<ChatDbContext>>(), new SessionSettings(100, TimeSpan.FromDays(1)), clock, log);
        await purge.StartAsync(CancellationToken.None);

        await clock.HasTimer.Task.WaitAsync(TestNode.Patience);
        clock.Advance(SessionPurge.Interval);

        Assert.That(
            await log.Text.WaitAsync(TestNode.Patience),
            Is.EqualTo("Deleted 1 sessions past their retention period"));
        await purge.StopAsync(CancellationToken.None);
        Assert.That(await CountOpenAsync(node, user), Is.EqualTo(1));
    }

    private static Session NewSession(User user, int minute = 0, DateTimeOffset? at = null)
    {
        var start = at ?? TestTime.Noon.AddMinutes(minute);
        return Session.Start(Guid.CreateVersion7(), user.Id, start, TestSession.Lifetime, TestSession.Device);
    }

    private static Session Ended(User user, DateTimeOffset at)
    {
        var session = NewSession(user, at: at - TimeSpan.FromDays(1));
        session.End(at);
        return session;
    }

    private static Task AddSessionsAsync(TestNode node, User user, int count) =>
        AddAsync(node, Enumerable.Range(1, count).Select(i => NewSession(user, -i)));

    private static async Task AddAsync(TestNode node, IEnumerable<Session> sessions)
    {
        await using var context = await node.OpenContextAsync();
        context.Sessions.AddRange(sessions);
        await context.SaveChangesAsync();
    }

    private static async Task<User> FindAsync(TestNode node, User user) =>
        await node.Accounts.FindAsync(user.Id, CancellationToken.None)
            ?? throw new AssertionException("The user was not found.");

    private static async Task<IReadOnlyList<Guid>?> StartAsync(TestNode node, User user, Session session) =>
        await node.Credentials.StartSessionAsync(
            await FindAsync(node, user), newHash: null, session, CancellationToken.None);

    private static async Task<int> CountOpenAsync(TestNode node, User user)
    {
        await using var context = await node.OpenContextAsync();
        return await context.Sessions.CountAsync(session => session.UserId == user.Id && session.EndedAt == null);
    }

    private sealed class ClockWithTimer() : FakeTimeProvider(TestTime.Noon)
    {
        public TaskCompletionSource HasTimer { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            HasTimer.TrySetResult();
            return timer;
        }
    }
}
