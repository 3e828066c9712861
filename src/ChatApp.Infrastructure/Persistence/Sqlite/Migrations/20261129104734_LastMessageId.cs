using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class LastMessageId : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "last_message_id",
                table: "conversations",
                type: "BLOB",
                nullable: true);

            migrationBuilder.Sql(
                """
                UPDATE conversations SET last_message_id = (SELECT m.id FROM messages m
                    WHERE m.conversation_id = conversations.id AND m.seq = conversations.last_seq)
                WHERE last_seq > 0
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "last_message_id",
                table: "conversations");
        }
    }
}
