using ChatApp.Application.Common;
using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Tests.Databases;
using Npgsql;

namespace ChatApp.Infrastructure.Tests.Persistence.Postgres;

internal sealed class PostgresOpeningTests
{
    [Test]
    public async Task A_database_with_asynchronous_commit_stops_the_start()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} SET synchronous_commit = off");

        var refusal = await Assert.ThrowsAsync<SettingException>(() => database.StartNodeAsync());

        Assert.That(refusal!.Message, Does.Contain("synchronous_commit=off").And.EndsWith("."));
    }

    [TestCase("LATIN1")]
    [TestCase("SQL_ASCII")]
    public async Task A_database_with_another_encoding_stops_the_start_and_is_not_changed(string encoding)
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        await database.ExecuteAsync($"DROP DATABASE {database.Name}");
        await database.ExecuteAsync(
            $"CREATE DATABASE {database.Name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'");

        var refusal = await Assert.ThrowsAsync<SettingException>(() => database.StartNodeAsync());

        Assert.That(refusal!.Message,
            Does.Contain(encoding).And.Contains("ConnectionStrings__Postgres").And.EndsWith("."));
        Assert.That(await CountTablesAsync(database), Is.Zero);
    }

    [Test]
    public async Task A_client_encoding_in_the_settings_does_not_lose_text()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Postgres);
        database.Settings["ConnectionStrings:Postgres"] += ";Client Encoding=LATIN1";
        var node = await database.StartNodeAsync();
        var alice = await node.AddUserAsync();

        var sent = await node.AppendAsync(alice, alice, "Привет 👋");

        Assert.That(sent.IsSuccess);
        Assert.That((await node.ReadAllAsync(alice, alice)).Single().Content, Is.EqualTo("Привет 👋"));
    }

    [TestCase("on", "on", null)]
    [TestCase("local", "on", null)]
    [TestCase("remote_apply", "on", null)]
    [TestCase("off", "on", "synchronous_commit=off")]
    [TestCase("on", "off", "fsync=off")]
    public void A_setting_that_can_lose_commits_in_a_crash_is_reported(
        string synchronousCommit, string fsync, string? named) => Assert.That(
        PostgresOpening.DescribeFlaw(synchronousCommit, fsync, "UTF8"),
            named is null ? Is.Null : Does.Contain(named));

    private static async Task<long> CountTablesAsync(TestDatabase database)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.Settings["ConnectionStrings:Postgres"])
        {
            Pooling =
            false
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command =
            new NpgsqlCommand("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
