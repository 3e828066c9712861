using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>An account is switched off by a statement of the operator, past this server.</summary>
internal sealed class DeactivationTests(DatabaseKind kind) : BothDatabases(kind)
{
    private static readonly SessionLifetime Lifetime = new(TimeSpan.FromDays(30), TimeSpan.FromDays(365));

    [Test]
    public async Task It_ends_the_sessions_of_that_user_and_of_nobody_else()
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
            "by a trigger on users, which a migration that makes the table anew has to make again (decision 21)");
        Assert.That(ended[0],
            Is.EqualTo((DateTimeOffset?)TimeProvider.System.GetUtcNow()).Within(TimeSpan.FromMinutes(1)));
    }

    [Test]
    public async Task A_session_that_is_about_to_start_does_not()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var verified = (await node.Accounts.FindAsync(user.Id, CancellationToken.None))!;
        await SetActiveAsync(node, user, isActive: false);

        var displaced = await node.Credentials.StartSessionAsync(
            verified, null, NewSession(user), CancellationToken.None);

        Assert.That(displaced, Is.Null, "nothing was kept");
    }

    [Test]
    public async Task Sessions_that_have_ended_stay_so_when_the_account_is_switched_on_again()
    {
        var node = await NodeAsync();
        var user = await node.AddUserAsync();
        var session = await StartAsync(node, user);
        await SetActiveAsync(node, user, isActive: false);
        var ended = await EndedAtAsync(node, session);

        await SetActiveAsync(node, user, isActive: true);
        await SetActiveAsync(node, user, isActive: false);

        Assert.That(await EndedAtAsync(node, session), Is.EqualTo(ended), "nor does it end a second time");
    }

    [Test]
    public async Task Accounts_that_were_switched_off_before_the_migration_lose_their_sessions_with_it()
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
            Assert.That(await EndedAtAsync(node, sessions), Is.All.Null, "as it was");
            await migrator.MigrateAsync();
        }

        Assert.That((await EndedAtAsync(node, sessions)).Select(at => at is not null),
            Is.EqualTo(new[] { true, false }));
    }

    // The embedded database has one writer at a time, whose transaction nobody holds for long.
    [Test]
    public async Task On_PostgreSQL_the_time_of_the_end_is_that_of_the_commit_and_not_of_the_statement()
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
    public async Task On_SQLite_the_trigger_asks_for_nothing_that_an_older_program_lacks()
    {
        var node = await SharedNodes.FindAsync(DatabaseKind.Sqlite);
        await using var context = await node.OpenContextAsync();

        var trigger = await context.Database
            .SqlQuery<string>($"SELECT sql AS Value FROM sqlite_master WHERE type = 'trigger'").SingleAsync();

        // unixepoch() is of SQLite 3.38 and its 'subsec' of 3.42, which Debian 12 does not have.
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

        // No other columns: the schema may be an older one.
        var rows = await context.Sessions.Where(row => ids.Contains(row.Id))
            .Select(row => new { row.Id, row.EndedAt })
            .ToDictionaryAsync(row => row.Id, row => row.EndedAt);
        return ids.ConvertAll(id => rows[id]);
    }
}
