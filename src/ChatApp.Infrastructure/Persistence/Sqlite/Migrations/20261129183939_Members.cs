using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Members : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "conversation_members",
                columns: table => new
                {
                    conversation_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    user_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    read_seq = table.Column<long>(type: "INTEGER", nullable: false),
                    read_sent_by_first = table.Column<long>(type: "INTEGER", nullable: false),
                    listed_minute = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversation_members", x => new { x.conversation_id, x.user_id });
                });

            // Moves the values of the first and second user into one row per user.
            migrationBuilder.Sql(
                """
                INSERT INTO conversation_members (conversation_id, user_id, read_seq, read_sent_by_first, listed_minute)
                SELECT id, first_user_id, first_read_seq, first_read_sent_by_first, last_minute FROM conversations
                UNION ALL
                SELECT id, second_user_id, second_read_seq, second_read_sent_by_first, last_minute FROM conversations
                WHERE second_user_id <> first_user_id
                """);

            migrationBuilder.CreateIndex(
                name: "ix_conversation_members_list",
                table: "conversation_members",
                columns: new[] { "user_id", "listed_minute" });

            // Written by hand: EF Core would rebuild a table for these changes, and end the transaction for that. A
            // start that is killed in between would leave a database that no version can migrate.
            migrationBuilder.Sql(
                """
                DROP INDEX ix_conversations_first_last_minute;
                DROP INDEX ix_conversations_second_last_minute;
                ALTER TABLE conversations DROP COLUMN last_minute;
                ALTER TABLE conversations DROP COLUMN first_read_seq;
                ALTER TABLE conversations DROP COLUMN first_read_sent_by_first;
                ALTER TABLE conversations DROP COLUMN second_read_seq;
                ALTER TABLE conversations DROP COLUMN second_read_sent_by_first;
                ALTER TABLE conversations ADD COLUMN revision INTEGER NOT NULL DEFAULT 0;
                CREATE TABLE new_user_events (
                    user_id BLOB NOT NULL,
                    number INTEGER NOT NULL,
                    actor_id BLOB NULL,
                    conversation_id BLOB NULL,
                    kind INTEGER NOT NULL,
                    payload TEXT NULL,
                    seq INTEGER NULL,
                    CONSTRAINT pk_user_events PRIMARY KEY (user_id, number));
                INSERT INTO new_user_events (user_id, number, actor_id, conversation_id, kind, seq)
                SELECT user_id, number, actor_id, conversation_id, kind, seq FROM user_events;
                DROP TABLE user_events;
                ALTER TABLE new_user_events RENAME TO user_events;
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "payload",
                table: "user_events");

            migrationBuilder.AlterColumn<long>(
                name: "seq",
                table: "user_events",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "INTEGER",
                oldNullable: true);

            migrationBuilder.AlterColumn<byte[]>(
                name: "conversation_id",
                table: "user_events",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0],
                oldClrType: typeof(byte[]),
                oldType: "BLOB",
                oldNullable: true);

            migrationBuilder.AddColumn<long>(
                name: "first_read_sent_by_first",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "first_read_seq",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "second_read_sent_by_first",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "last_minute",
                table: "conversations",
                type: "INTEGER",
                nullable: true,
                computedColumnSql: "last_at - last_at % 60000000",
                stored: false);

            migrationBuilder.CreateIndex(
                name: "ix_conversations_first_last_minute",
                table: "conversations",
                columns: new[] { "first_user_id", "last_minute" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_second_last_minute",
                table: "conversations",
                columns: new[] { "second_user_id", "last_minute" });

            migrationBuilder.DropColumn(
                name: "revision",
                table: "conversations");

            migrationBuilder.AddColumn<long>(
                name: "second_read_seq",
                table: "conversations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.Sql(
                """
                UPDATE conversations SET
                    first_read_seq = (SELECT m.read_seq FROM conversation_members m
                        WHERE m.conversation_id = conversations.id AND m.user_id = conversations.first_user_id),
                    first_read_sent_by_first = (SELECT m.read_sent_by_first FROM conversation_members m
                        WHERE m.conversation_id = conversations.id AND m.user_id = conversations.first_user_id),
                    second_read_seq = (SELECT m.read_seq FROM conversation_members m
                        WHERE m.conversation_id = conversations.id AND m.user_id = conversations.second_user_id),
                    second_read_sent_by_first = (SELECT m.read_sent_by_first FROM conversation_members m
                        WHERE m.conversation_id = conversations.id AND m.user_id = conversations.second_user_id)
                """);

            migrationBuilder.DropTable(
                name: "conversation_members");
        }
    }
}
