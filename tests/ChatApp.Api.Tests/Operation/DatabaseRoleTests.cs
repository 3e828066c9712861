using Npgsql;

namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// One role migrates. Another role, which cannot change the schema, is enough to serve (docs/operations.md).
/// </summary>
public sealed class DatabaseRoleTests
{
    private static readonly string[] Ddl =
    [
        "CREATE TABLE own (id int)",
        "CREATE TEMPORARY TABLE own (id int)",
        "CREATE SCHEMA own",
        "ALTER TABLE messages ADD COLUMN own int",
        "DROP TABLE messages",
        "TRUNCATE messages",
        "CREATE INDEX own ON messages (id)",
        "CREATE FUNCTION own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE ROLE own",
    ];

    [Test]
    public async Task A_role_without_DDL_rights_can_serve_a_migrated_database()
    {
        await using var roles = await PostgresRoles.CreateAsync();
        Assert.That(await MigrateAsync(roles.Owner), Is.EqualTo(0));
        var restricted = new NpgsqlConnectionStringBuilder(roles.Restricted).Username;
        await PostgresRoles.ExecuteAsync(
            roles.Owner, $"REVOKE INSERT, UPDATE, DELETE ON \"__EFMigrationsHistory\" FROM {restricted}");

        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(
            Database.Sqlite, ("ConnectionStrings:Postgres", roles.Restricted), ("Database:MigrateOnStart", "false")));
        var (alice, bob) = (await server.RegisterAsync(), await server.RegisterAsync());
        await using (var socket = await bob.ConnectAsync())
        {
            var sent = await alice.SendAsync(bob, "Hello!");
            Assert.That(await socket.MessageAsync(), Is.EqualTo(sent));
            await bob.MarkReadAsync(alice.Id, sent.Id);
            Assert.That((await alice.HistoryAsync(bob.Id)).Items, Is.EqualTo(new[] { sent }));
            Assert.That((await alice.ConversationsAsync()).Items.Single().PeerLastReadSeq, Is.EqualTo(1));
        }

        await alice.RefreshAsync();
        await alice.LogOutAsync();
        foreach (var statement in Ddl)
        {
            var refusal = await Assert.ThrowsAsync<PostgresException>(
                () => PostgresRoles.ExecuteAsync(roles.Restricted, statement));
            Assert.That(refusal!.SqlState, Is.EqualTo(PostgresErrorCodes.InsufficientPrivilege), statement);
        }
    }

    [Test]
    public async Task A_second_migration_succeeds_and_one_without_a_database_fails()
    {
        await using var roles = await PostgresRoles.CreateAsync();

        Assert.That(await MigrateAsync(roles.Owner), Is.EqualTo(0));
        Assert.That(await MigrateAsync(roles.Owner), Is.EqualTo(0));
        var elsewhere = new NpgsqlConnectionStringBuilder(roles.Owner) { Database = "not_there" };
        Assert.That(await MigrateAsync(elsewhere.ConnectionString), Is.EqualTo(1));
    }

    private static Task<int> MigrateAsync(string connectionString) =>
        ServerProcess.MigrateAsync(
            ("ConnectionStrings__Postgres", connectionString), ("Database__WaitAtStartSeconds", "0"));
}
