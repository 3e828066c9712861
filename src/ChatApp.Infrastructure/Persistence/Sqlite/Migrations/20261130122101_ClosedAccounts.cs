using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class ClosedAccounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "closed_at",
                table: "users",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "erases_messages",
                table: "users",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_closed",
                table: "user_streams",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "retired_names",
                columns: table => new
                {
                    digest = table.Column<byte[]>(type: "BLOB", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_retired_names", x => x.digest);
                });

            migrationBuilder.CreateIndex(
                name: "ix_users_erasing",
                table: "users",
                column: "erases_messages",
                filter: "erases_messages");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "retired_names");

            migrationBuilder.DropIndex(
                name: "ix_users_erasing",
                table: "users");

            // EF Core would rebuild the table, which would lose its trigger.
            migrationBuilder.Sql("ALTER TABLE users DROP COLUMN closed_at");
            migrationBuilder.Sql("ALTER TABLE users DROP COLUMN erases_messages");

            migrationBuilder.DropColumn(
                name: "is_closed",
                table: "user_streams");
        }
    }
}
