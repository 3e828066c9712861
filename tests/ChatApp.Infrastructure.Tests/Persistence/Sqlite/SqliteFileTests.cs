using System.Text;
using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Sqlite;
using ChatApp.Infrastructure.Tests.Databases;
using MediatR;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Tests.Persistence.Sqlite;

internal sealed class SqliteFileTests
{
    private const int Full = 2;

    [Test]
    public async Task Every_connection_of_a_context_is_durable()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var node = await database.StartNodeAsync();
        await using var context = await node.OpenContextAsync();

        await context.Database.OpenConnectionAsync();

        AssertDurable((SqliteConnection)context.Database.GetDbConnection());
    }

    [Test]
    public async Task The_connection_of_the_batch_writer_is_durable()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(database.Directory, "chatapp.db")}");
        await connection.OpenAsync();

        SqlitePragmas.Apply(connection);

        AssertDurable(connection);
    }

    [Test]
    public async Task A_deleted_text_leaves_the_file()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var file = Path.Combine(database.Directory, "chatapp.db");
        var text = $"secret-{Guid.CreateVersion7():N}";
        var node = await database.StartNodeAsync();
        var (alice, bob) = (await node.AddUserAsync(), await node.AddUserAsync());
        var messages = new List<Guid>();
        for (var i = 0; i < 100; i++)
        {
            messages.Add((await node.AppendAsync(alice, bob, text + new string('x', i))).Value.Message.Id);
        }

        Assert.That(await IsInFileAsync(file, text), Is.True);

        foreach (var id in messages)
        {
            await node.Get<ISender>().Send(new DeleteMessage(alice.Id, id));
        }

        Assert.That(await IsInFileAsync(file, text), Is.False);
    }

    [Test]
    public async Task A_leftover_migration_lock_does_not_block_the_next_start()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var file = new DatabaseSettings(
            null, database.Directory, MigrateOnStart: true, WaitAtStart: TimeSpan.Zero).SqliteFile;
        await using (var connection = new SqliteConnection($"Data Source={file}"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText =
                """
                CREATE TABLE "__EFMigrationsLock" (
                    "Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY,
                    "Timestamp" TEXT NOT NULL);
                INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-02-25 12:00:00');
                """;
            await command.ExecuteNonQueryAsync();
        }

        var node = await database.StartNodeAsync().WaitAsync(TimeSpan.FromSeconds(20));

        Assert.That(node.Log.Epoch, Is.Positive);
    }

    [Test]
    public async Task An_unusable_directory_stops_the_start_and_the_setting_is_named()
    {
        await using var database = await TestDatabase.CreateAsync(DatabaseKind.Sqlite);
        var file = Path.Combine(database.Directory, "a file");
        await File.WriteAllTextAsync(file, "");
        database.Settings["Storage:DataDirectory"] = file;

        await Assert.ThatAsync(
            () => database.StartNodeAsync(),
            Throws.TypeOf<SettingException>().With.Message.Contains("Storage__DataDirectory"));
    }

    private static void AssertDurable(SqliteConnection connection)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Pragma(connection, "journal_mode"), Is.EqualTo("wal"));
            Assert.That(Pragma(connection, "synchronous"), Is.EqualTo(Full));
            Assert.That(Pragma(connection, "foreign_keys"), Is.EqualTo(1));
            Assert.That(Pragma(connection, "busy_timeout"), Is.EqualTo(5_000));
        });
    }

    private static object? Pragma(SqliteConnection connection, string name)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The names are constants in this file.
        command.CommandText = $"PRAGMA {name}";
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }

    private static async Task<bool> IsInFileAsync(string file, string text)
    {
        await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
            await command.ExecuteNonQueryAsync();
        }

        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        await stream.ReadExactlyAsync(bytes);
        return bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
    }
}
