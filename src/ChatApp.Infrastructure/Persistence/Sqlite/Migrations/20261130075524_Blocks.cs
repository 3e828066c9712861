using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class Blocks : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "blocked_at",
                table: "conversation_members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "blocked_by_peer_at",
                table: "conversation_members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "shown_read_seq",
                table: "conversation_members",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_conversation_members_blocked",
                table: "conversation_members",
                columns: new[] { "user_id", "blocked_at" },
                filter: "blocked_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_conversation_members_blocked",
                table: "conversation_members");

            migrationBuilder.DropColumn(
                name: "blocked_at",
                table: "conversation_members");

            migrationBuilder.DropColumn(
                name: "blocked_by_peer_at",
                table: "conversation_members");

            migrationBuilder.DropColumn(
                name: "shown_read_seq",
                table: "conversation_members");
        }
    }
}
