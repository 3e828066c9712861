using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class ClosedAccounts : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "closed_at",
                table: "users",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "erases_messages",
                table: "users",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_closed",
                table: "user_streams",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "retired_names",
                columns: table => new
                {
                    digest = table.Column<byte[]>(type: "bytea", nullable: false)
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

            migrationBuilder.DropColumn(
                name: "closed_at",
                table: "users");

            migrationBuilder.DropColumn(
                name: "erases_messages",
                table: "users");

            migrationBuilder.DropColumn(
                name: "is_closed",
                table: "user_streams");
        }
    }
}
