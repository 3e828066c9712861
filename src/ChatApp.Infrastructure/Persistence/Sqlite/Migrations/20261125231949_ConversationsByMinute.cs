using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ConversationsByMinute : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_conversations_first_last_at",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_second_last_at",
                table: "conversations");

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
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_conversations_first_last_minute",
                table: "conversations");

            migrationBuilder.DropIndex(
                name: "ix_conversations_second_last_minute",
                table: "conversations");

            migrationBuilder.DropColumn(
                name: "last_minute",
                table: "conversations");

            migrationBuilder.CreateIndex(
                name: "ix_conversations_first_last_at",
                table: "conversations",
                columns: new[] { "first_user_id", "last_at", "id" });

            migrationBuilder.CreateIndex(
                name: "ix_conversations_second_last_at",
                table: "conversations",
                columns: new[] { "second_user_id", "last_at", "id" });
        }
    }
}
