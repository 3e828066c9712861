using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ConversationFlags : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_conversation_members_list",
                table: "conversation_members");

            migrationBuilder.AddColumn<bool>(
                name: "archived",
                table: "conversation_members",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "muted",
                table: "conversation_members",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "pinned",
                table: "conversation_members",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateIndex(
                name: "ix_conversation_members_list",
                table: "conversation_members",
                columns: new[] { "user_id", "archived", "listed_minute" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            // Pinned conversations are listed 365,000 days later.
            migrationBuilder.Sql(
                "UPDATE conversation_members SET listed_minute = listed_minute - 8760000 * 3600000000 WHERE pinned");

            migrationBuilder.DropIndex(
                name: "ix_conversation_members_list",
                table: "conversation_members");

            migrationBuilder.DropColumn(
                name: "archived",
                table: "conversation_members");

            migrationBuilder.DropColumn(
                name: "muted",
                table: "conversation_members");

            migrationBuilder.DropColumn(
                name: "pinned",
                table: "conversation_members");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_members_list",
                table: "conversation_members",
                columns: new[] { "user_id", "listed_minute" });
        }
    }
}
