using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Postgres.Migrations
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
                    conversation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    read_seq = table.Column<long>(type: "bigint", nullable: false),
                    read_sent_by_first = table.Column<long>(type: "bigint", nullable: false),
                    listed_minute = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_conversation_members", x => new { x.conversation_id, x.user_id });
                });

            // Leaves room in each page for new versions of its rows, since each read mark creates one.
            migrationBuilder.Sql("ALTER TABLE conversation_members SET (fillfactor = 50)");

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

            migrationBuilder.DropIndex(
                name: "ix_conversations_first_last_minute",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_second_last_minute",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "last_minute",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "first_read_sent_by_first",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "first_read_seq",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "second_read_sent_by_first",
                table: "conversations");

            migrationBuilder.AlterColumn<long>(
                name: "seq",
                table: "user_events",
                type: "bigint",
                nullable: true,
                oldClrType: typeof(long),
                oldType: "bigint");

            migrationBuilder.AlterColumn<Guid>(
                name: "conversation_id",
                table: "user_events",
                type: "uuid",
                nullable: true,
                oldClrType: typeof(Guid),
                oldType: "uuid");

            migrationBuilder.AddColumn<string>(
                name: "payload",
                table: "user_events",
                type: "text",
                nullable: true);

            migrationBuilder.DropColumn(
                name: "second_read_seq",
                table: "conversations");

            migrationBuilder.AddColumn<long>(
                name: "revision",
                table: "conversations",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);
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
                type: "bigint",
                nullable: false,
                defaultValue: 0L,
                oldClrType: typeof(long),
                oldType: "bigint",
                oldNullable: true);

            migrationBuilder.AlterColumn<Guid>(
                name: "conversation_id",
                table: "user_events",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"),
                oldClrType: typeof(Guid),
                oldType: "uuid",
                oldNullable: true);

            migrationBuilder.AddColumn<long>(
                name: "first_read_sent_by_first",
                table: "conversations",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "first_read_seq",
                table: "conversations",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "second_read_sent_by_first",
                table: "conversations",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "last_minute",
                table: "conversations",
                type: "timestamp with time zone",
                nullable: true,
                computedColumnSql: "date_bin('1 minute', last_at, TIMESTAMPTZ '1970-01-01 00:00:00+00')",
                stored: true);

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
                type: "bigint",
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
