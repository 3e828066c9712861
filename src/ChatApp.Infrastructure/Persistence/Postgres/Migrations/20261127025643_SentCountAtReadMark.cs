using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class SentCountAtReadMark : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "first_read_sent_by_first",
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

            // For existing marks, the marked message contains the number.
            migrationBuilder.Sql(
                """
                UPDATE conversations SET
                    first_read_sent_by_first = COALESCE((SELECT m.sent_by_first FROM messages m
                        WHERE m.conversation_id = conversations.id AND m.seq = conversations.first_read_seq), 0),
                    second_read_sent_by_first = COALESCE((SELECT m.sent_by_first FROM messages m
                        WHERE m.conversation_id = conversations.id AND m.seq = conversations.second_read_seq), 0)
                WHERE first_read_seq > 0 OR second_read_seq > 0
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "first_read_sent_by_first",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "second_read_sent_by_first",
                table: "conversations");
        }
    }
}
