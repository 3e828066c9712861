using System.Globalization;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;

namespace ChatApp.Infrastructure.Tests.Persistence;

/// <summary>
/// A database with data in the schema of an older version works after this version has started on it.
/// </summary>
internal sealed class MigrationTests(DatabaseKind kind) : BothDatabases(kind)
{
    // The newest schema in which a conversation had two read-mark columns, one for each user.
    private const string BeforeMembers = "SentCountAtReadMark";

    private readonly User _alice = TestNode.NewUser("alice");
    private readonly User _bob = TestNode.NewUser("bob");
    private readonly Guid _talk = Guid.CreateVersion7();
    private readonly Guid _notes = Guid.CreateVersion7();
    private readonly Guid[] _messages = [.. Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7())];

    [Test]
    public async Task A_database_with_two_read_marks_in_each_conversation_is_migrated_with_its_data()
    {
        await using var database = await TestDatabase.CreateAsync(Kind);
        await MakeOldDatabaseAsync(database);

        var node = await database.StartNodeAsync();

        var ofAlice = await node.ListAsync(_alice.Id);
        var ofBob = await node.ListAsync(_bob.Id);
        Assert.That(
            ofAlice.Select(row => (
                row.ConversationId, row.UserId, row.LastMessage,
                row.UnreadCount, row.LastReadSeq, row.PeerLastReadSeq, row.PeerLastDeliveredSeq)),
            Is.EqualTo(new[]
            {
                (_notes, _alice.Id, "Buy milk", 0L, 0L, 0L, 0L),
                (_talk, _bob.Id, "three", 2L, 1L, 2L, 2L),
            }));
        Assert.That(
            ofBob.Select(row => (row.ConversationId, row.LastReadSeq, row.UnreadCount)),
            Is.EqualTo(new[] { (_talk, 2L, 0L) }));
        Assert.That(
            (await node.ReadAllAsync(_alice, _bob)).Select(message => message.Content),
            Is.EqualTo(new[] { "one", "two", "three" }));
        Assert.That(
            (await node.ReadLogAsync(_alice)).Select(logged => logged.Event!.GetType()),
            Is.EqualTo(new[] { typeof(MessageSent), typeof(MessagesRead) }));

        var next = await node.AppendAsync(_bob, _alice, "four");
        var marked = await node.MarkReadAsync(_alice.Id, _bob.Id, next.Value.Message.Id);

        Assert.That(
            (next.Value.Message.Seq, next.Value.Message.ConversationId, marked.IsSuccess),
            Is.EqualTo((4L, _talk, true)));
        Assert.That(
            (await node.ListAsync(_alice.Id))
                .Select(row => row.LastReadSeq),
            Is.EqualTo(new[] { 4L, 0L }));
    }

    [Test]
    public async Task A_migration_is_one_transaction()
    {
        var node = await NodeAsync();
        await using var context = await node.OpenContextAsync();

        // For this pragma EF Core ends the transaction, when it rebuilds a SQLite table.
        Assert.That(context.GetService<IMigrator>().GenerateScript(), Does.Not.Contain("PRAGMA foreign_keys"));
    }

    [Test]
    public async Task An_expansion_only_adds()
    {
        var node = await NodeAsync();
        await using var context = await node.OpenContextAsync();
        var migrations = context.GetService<IMigrationsAssembly>();
        var provider = context.Database.ProviderName!;

        var expansions = migrations.Migrations
            .Where(migration => ChatDbContext.IsExpansion(migration.Key))
            .SelectMany(migration => migrations.CreateMigration(migration.Value, provider).UpOperations);

        Assert.That(expansions.Where(operation => !OnlyAdds(operation)), Is.Empty);
    }

    // Older versions insert rows without the new column, and know nothing of the new table. Where rows of it refer to a
    // row that an older version deletes, they must go too.
    private static bool OnlyAdds(MigrationOperation operation) => operation switch
    {
        CreateTableOperation table => table.ForeignKeys.TrueForAll(key => key.OnDelete == ReferentialAction.Cascade),
        CreateIndexOperation index => !index.IsUnique,
        AddColumnOperation column => column.IsNullable || column.DefaultValue is not null,
        _ => false,
    };

    // The user with the smaller id is the first user of their conversation.
    private T First<T>(T alice, T bob) => ParticipantPair.Of(_alice.Id, _bob.Id).First == _alice.Id ? alice : bob;

    private async Task MakeOldDatabaseAsync(TestDatabase database)
    {
        database.Settings["Database:MigrateOnStart"] = "false";
        var old = await database.StartNodeAsync();
        await using (var context = await old.OpenContextAsync())
        {
            await context.GetService<IMigrator>().MigrateAsync(BeforeMembers);
            foreach (var sql in OldRows())
            {
                await context.Database.ExecuteSqlRawAsync(
                    sql.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
            }
        }

        await old.StopAsync();
        database.Settings["Database:MigrateOnStart"] = "true";
    }

    // Alice sent the first message, Bob the next two. Alice has read one message, Bob two.
    private IEnumerable<string> OldRows()
    {
        foreach (var user in new[] { _alice, _bob })
        {
            yield return $"""
                INSERT INTO users (id, username, username_key, email, email_key,
                    password_hash, display_name, is_active, created_at)
                VALUES ({Sql(user.Id)}, '{user.Username}', '{user.UsernameKey}', '{user.Email}', '{user.EmailKey}',
                    'hash', '{user.DisplayName}',
                    {(Kind == DatabaseKind.Postgres ? "TRUE" : "1")}, {Sql(TestTime.Noon)})
                """;
        }

        var pair = ParticipantPair.Of(_alice.Id, _bob.Id);
        yield return Conversation(
            _talk,
            pair,
            lastSeq: 3,
            sentByFirst: First(alice: 1, bob: 2),
            at: TestTime.Noon,
            First(alice: "1, 2, 1, 1", bob: "2, 1, 1, 0"));
        yield return Conversation(
            _notes,
            ParticipantPair.Of(_alice.Id, _alice.Id),
            lastSeq: 1,
            sentByFirst: 1,
            at: TestTime.Noon.AddHours(1),
            "0, 0, 0, 0");
        yield return Message(_talk, 1, _messages[0], _alice, _bob, "one", First(alice: 1, bob: 0));
        yield return Message(_talk, 2, _messages[1], _bob, _alice, "two", First(alice: 1, bob: 1));
        yield return Message(_talk, 3, _messages[2], _bob, _alice, "three", First(alice: 1, bob: 2));
        yield return Message(_notes, 1, _messages[3], _alice, _alice, "Buy milk", 1);
        yield return $"""
            INSERT INTO user_streams (user_id, head, floor)
            VALUES ({Sql(_alice.Id)}, 2, 0), ({Sql(_bob.Id)}, 0, 0)
            """;
        yield return $"""
            INSERT INTO user_events (user_id, number, kind, conversation_id, seq, actor_id)
            VALUES ({Sql(_alice.Id)}, 1, 1, {Sql(_talk)}, 1, NULL),
                ({Sql(_alice.Id)}, 2, 2, {Sql(_talk)}, 1, {Sql(_bob.Id)})
            """;
    }

    private string Conversation(
        Guid id, ParticipantPair pair, long lastSeq, long sentByFirst, DateTimeOffset at, string marks) =>
        $"""
        INSERT INTO conversations (id, first_user_id, second_user_id, last_seq, sent_by_first, last_at,
            first_read_seq, second_read_seq, first_read_sent_by_first, second_read_sent_by_first)
        VALUES ({Sql(id)}, {Sql(pair.First)}, {Sql(pair.Second)}, {lastSeq}, {sentByFirst}, {Sql(at)}, {marks})
        """;

    private string Message(
        Guid conversation, long seq, Guid id, User sender, User recipient, string content, long sentByFirst) =>
        $"""
        INSERT INTO messages (conversation_id, seq, id, sender_id, recipient_id,
            content, created_at, client_message_id, sent_by_first)
        VALUES ({Sql(conversation)}, {seq}, {Sql(id)}, {Sql(sender.Id)}, {Sql(recipient.Id)},
            '{content}', {Sql(TestTime.Noon)}, NULL, {sentByFirst})
        """;

    private string Sql(Guid id) =>
        Kind == DatabaseKind.Postgres ? $"'{id}'" : $"X'{Convert.ToHexString(id.ToByteArray(bigEndian: true))}'";

    private string Sql(DateTimeOffset time) => Kind == DatabaseKind.Postgres
        ? $"'{time.ToString("O", CultureInfo.InvariantCulture)}'"
        : string.Create(
            CultureInfo.InvariantCulture, $"{(time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond}");
}
