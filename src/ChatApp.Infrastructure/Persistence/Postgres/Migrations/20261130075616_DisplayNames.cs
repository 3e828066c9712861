using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class DisplayNames : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "announced_revision",
                table: "users",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "profile_revision",
                table: "users",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "announced_revision",
                table: "conversation_members",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateIndex(
                name: "ix_users_unannounced",
                table: "users",
                column: "profile_revision",
                filter: "announced_revision < profile_revision");

            migrationBuilder.CreateIndex(
                name: "ix_conversation_members_user",
                table: "conversation_members",
                columns: new[] { "user_id", "conversation_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_users_unannounced",
                table: "users");

            migrationBuilder.DropIndex(
                name: "ix_conversation_members_user",
                table: "conversation_members");

            migrationBuilder.DropColumn(
                name: "announced_revision",
                table: "users");

            migrationBuilder.DropColumn(
                name: "profile_revision",
                table: "users");

            migrationBuilder.DropColumn(
                name: "announced_revision",
                table: "conversation_members");
        }
    }
}
