using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>The operator disables an account by an SQL statement, without this server.</summary>
internal sealed class DisabledAccountTests(DatabaseKind kind) : BothDatabases(kind)
{
    private static readonly SessionLifetime Lifetime = new(TimeSpan.FromDays(30), TimeSpan.FromDays(365));

    [Test]
    public async Task Disabling_ends_only_the_sessions_of_that_user()
    {
        var node = await NodeAsync();
        var (user, other) = (await node.AddUserAsync(), await node.AddUserAsync());
        Session[] sessions =
            [await StartAsync(node, user), await StartAsync(node, user), await StartAsync(node, other)];

        await SetActiveAsync(node, user, isActive: false);

        var ended = await EndedAtAsync(node, sessions);
        Assert.That(
            ended.Select(at => at is not null),
            Is.EqualTo(new[] { true, true, false }),
            "by a trigger on users; a migration that recreates the table must recreate the trigger (decision 21)");
        Assert.That(ended[0],
            Is.EqualTo((DateTimeOffset?)TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task A_login_under_way_does_not_start_a_session()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var verified = (await node.Accounts.FindAsync(user.Id, CancellationToken.None))!;
        await SetActiveAsync(node, user, isActive: false);

        var displaced = await node.Credentials.StartSessionAsync(
            verified, null, NewSession(user), CancellationToken.None);

        Assert.That(displaced, Is.Null, "nothing was stored");
    }

    [Test]
    public async Task Ended_sessions_stay_ended_after_reactivation()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var session = await StartAsync(node, user);
        await SetActiveAsync(node, user, isActive: false);
        var ended = await EndedAtAsync(node, session);

        await SetActiveAsync(node, user, isActive: true);
        await SetActiveAsync(node, user, isActive: false);

        Assert.That(await EndedAtAsync(node, session), Is.EqualTo(ended), "the time of the end does not change");
    }

    [Test]
    public async Task The_migration_ends_sessions_of_accounts_that_are_already_deactivated()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        var node = await database.StartNodeAsync();
        var (user, other) = (await node.AddUserAsync(), await node.AddUserAsync());
        Session[] sessions = [await StartAsync(node, user), await StartAsync(node, other)];
        await using (var context = await node.OpenContextAsync())
        {
            var migrator = context.GetService<IMigrator>();
            await migrator.MigrateAsync("LastMessageId");
            await SetActiveAsync(node, user, isActive: false);
            Assert.That(await EndedAtAsync(node, sessions), Is.All.Null, "before the migration");
            await migrator.MigrateAsync();
        }

        Assert.That((await EndedAtAsync(node, sessions)).Select(at => at is not null),
            Is.EqualTo(new[] { true, false }));
    }

    // Not on SQLite: it has one writer at a time, so a transaction that stays open would block the node.
    [Test]
    public async Task PostgreSQL_uses_the_commit_time_as_the_time_of_the_end()
    {
        var node = await SharedNodes.FindAsync(DatabaseKind.Postgres);
        var user = await node.AddUserAsync();
        var session = await StartAsync(node, user);
        DateTimeOffset beforeCommit;
        await using (var context = await node.OpenContextAsync())
        {
            await using var transaction = await context.Database.BeginTransactionAsync();
            await context.Users.Where(row => row.Id == user.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, false));
            beforeCommit = await context.Database
                .SqlQuery<DateTimeOffset>($"SELECT clock_timestamp() AS \"Value\"").SingleAsync();
            await transaction.CommitAsync();
        }

        Assert.That((await EndedAtAsync(node, session)).Single(), Is.GreaterThan(beforeCommit));
    }

    [Test]
    public async Task The_SQLite_trigger_works_in_older_SQLite_versions()
    {
        var node = await SharedNodes.FindAsync(DatabaseKind.Sqlite);
        await using var context = await node.OpenContextAsync();

        var trigger = await context.Database
            .SqlQuery<string>($"SELECT sql AS Value FROM sqlite_master WHERE type = 'trigger'").SingleAsync();

        // unixepoch() needs SQLite 3.38 and its 'subsec' needs 3.42; Debian 12 has neither.
        Assert.That(trigger, Does.Contain("julianday").And.Not.Contain("unixepoch").And.Not.Contain("subsec"));
    }

    private static Session NewSession(User user) => Session.Start(
        Guid.CreateVersion7(), user.Id, TestTime.Noon, Lifetime, SessionDevice.Of("a program", null));

    private static async Task<Session> StartAsync(TestNode node, User user)
    {
        var session = NewSession(user);
        var verified = (await node.Accounts.FindAsync(user.Id, CancellationToken.None))!;
        Assert.That(
            await node.Credentials.StartSessionAsync(verified, null, session, CancellationToken.None), Is.Not.Null);
        return session;
    }

    private static async Task SetActiveAsync(TestNode node, User user, bool isActive)
    {
        await using var context = await node.OpenContextAsync();
        await context.Users.Where(row => row.Id == user.Id)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.IsActive, isActive));
    }

    private static async Task<List<DateTimeOffset?>> EndedAtAsync(TestNode node, params Session[] sessions)
    {
        await using var context = await node.OpenContextAsync();
        var ids = sessions.Select(session => session.Id).ToList();

        // Only these columns: the schema may be an older one.
        var rows = await context.Sessions.Where(row => ids.Contains(row.Id))
            .Select(row => new { row.Id, row.EndedAt })
            .ToDictionaryAsync(row => row.Id, row => row.EndedAt);
        return ids.ConvertAll(id => rows[id]);
    }
}
