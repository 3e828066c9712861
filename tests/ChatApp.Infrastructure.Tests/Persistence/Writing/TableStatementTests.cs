using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Persistence.Postgres;
using ChatApp.Infrastructure.Persistence.Sqlite;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

/// <summary>Compares the SQL that is generated from the table descriptions with the expected text.</summary>
internal sealed class TableStatementTests
{
    [Test]
    public void Postgres_inserts_arrays_of_columns()
    {
        Assert.That(
            new PostgresTable<Message>(MessageTable.Rows).Insert,
            Is.EqualTo(
                "INSERT INTO messages (id, conversation_id, seq, sender_id, recipient_id, created_at, "
                + "client_message_id, reply_to_id, sent_by_first, content, data, edited_at, deleted_at, "
                + "first_content_hash, reactions) "
                + "SELECT *, NULL, NULL, NULL, '' FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"));
        Assert.That(
            new PostgresTable<EventRow>(EventTable.Rows).Insert,
            Is.EqualTo(
                "INSERT INTO user_events (user_id, number, kind, conversation_id, seq, actor_id, payload, commit_id) "
                + "SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7, $8)"));
    }

    [Test]
    public void Postgres_updates_all_unchanged_rows_or_fails()
    {
        Assert.That(
            new PostgresTable<Conversation>(ConversationTable.Rows).Update,
            Is.EqualTo(
                """
                WITH changed AS (
                    UPDATE conversations t SET last_seq = n.last_seq, last_message_id = n.last_message_id, revision = n.revision, last_at = n.last_at, sent_by_first = n.sent_by_first
                    FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) AS n(id, last_seq_before, last_message_id_before, revision_before, last_seq, last_message_id, revision, last_at, sent_by_first)
                    WHERE t.id = n.id AND t.last_seq = n.last_seq_before AND t.last_message_id IS NOT DISTINCT FROM n.last_message_id_before AND t.revision = n.revision_before
                    RETURNING 1)
                SELECT CASE WHEN count(*) = cardinality($1) THEN 0
                    ELSE ('another node was first with ' || cardinality($1) - count(*)
                        || ' rows, the batch is decided again')::int END
                FROM changed
                """));
        Assert.That(
            new PostgresTable<StreamCounter>(StreamTable.Rows).Update,
            Does.Contain("UPDATE user_streams t SET head = n.head\n")
                .And.Contain("FROM unnest($1, $2, $3) AS n(user_id, head_before, head)\n")
                .And.Contain("WHERE t.user_id = n.user_id AND t.head = n.head_before\n"));
        Assert.That(
            new PostgresTable<Member>(MemberTable.Rows).Update,
            Does.Contain(
                "WHERE t.conversation_id = n.conversation_id AND t.user_id = n.user_id "
                + "AND t.read_seq = n.read_seq_before AND t.read_sent_by_first = n.read_sent_by_first_before "
                + "AND t.shown_read_seq IS NOT DISTINCT FROM n.shown_read_seq_before "
                + "AND t.delivered_seq = n.delivered_seq_before "
                + "AND t.archived = n.archived_before AND t.muted = n.muted_before AND t.pinned = n.pinned_before "
                + "AND t.listed_minute IS NOT DISTINCT FROM n.listed_minute_before "
                + "AND t.blocked_at IS NOT DISTINCT FROM n.blocked_at_before "
                + "AND t.blocked_by_peer_at IS NOT DISTINCT FROM n.blocked_by_peer_at_before "
                + "AND t.announced_revision = n.announced_revision_before\n"));
    }

    [Test]
    public void A_stored_message_is_updated_only_if_it_is_unchanged()
    {
        Assert.That(
            new SqliteTable<Message>(MessageTable.Rows).UpdateSql,
            Is.EqualTo(
                "UPDATE messages "
                + "SET content = $5, data = $6, edited_at = $7, deleted_at = $8, first_content_hash = $9, "
                + "reactions = $10 WHERE id = $1 AND edited_at IS $2 AND deleted_at IS $3 AND reactions IS $4"));
        Assert.That(
            new PostgresTable<Message>(MessageTable.Rows).Update,
            Does.Contain("WHERE t.id = n.id AND t.edited_at IS NOT DISTINCT FROM n.edited_at_before "
                + "AND t.deleted_at IS NOT DISTINCT FROM n.deleted_at_before "
                + "AND t.reactions IS NOT DISTINCT FROM n.reactions_before\n"));
    }

    [Test]
    public void Sqlite_inserts_row_by_row()
    {
        Assert.That(
            new SqliteTable<Message>(MessageTable.Rows).InsertSql,
            Is.EqualTo(
                "INSERT INTO messages (id, conversation_id, seq, sender_id, recipient_id, created_at, "
                + "client_message_id, reply_to_id, sent_by_first, content, data, edited_at, deleted_at, "
                + "first_content_hash, reactions) "
                + "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, NULL, NULL, ''"));
    }

    [Test]
    public void Sqlite_updates_an_unchanged_row()
    {
        Assert.That(
            new SqliteTable<Conversation>(ConversationTable.Rows).UpdateSql,
            Is.EqualTo(
                "UPDATE conversations "
                + "SET last_seq = $5, last_message_id = $6, revision = $7, last_at = $8, sent_by_first = $9 "
                + "WHERE id = $1 AND last_seq IS $2 AND last_message_id IS $3 AND revision IS $4"));
        Assert.That(
            new SqliteTable<Member>(MemberTable.Rows).UpdateSql,
            Is.EqualTo(
                "UPDATE conversation_members "
                + "SET read_seq = $14, read_sent_by_first = $15, shown_read_seq = $16, delivered_seq = $17, "
                + "archived = $18, muted = $19, pinned = $20, listed_minute = $21, blocked_at = $22, "
                + "blocked_by_peer_at = $23, announced_revision = $24 "
                + "WHERE conversation_id = $1 AND user_id = $2 AND read_seq IS $3 AND read_sent_by_first IS $4 "
                + "AND shown_read_seq IS $5 AND delivered_seq IS $6 "
                + "AND archived IS $7 AND muted IS $8 AND pinned IS $9 AND listed_minute IS $10 "
                + "AND blocked_at IS $11 AND blocked_by_peer_at IS $12 AND announced_revision IS $13"));
    }
}
