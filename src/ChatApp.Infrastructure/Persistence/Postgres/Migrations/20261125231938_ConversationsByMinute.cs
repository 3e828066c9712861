using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Postgres.Migrations
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

            // Leaves room in each new page for new versions of its rows, since each batch of messages creates some.
            migrationBuilder.Sql("ALTER TABLE conversations SET (fillfactor = 50)");
            migrationBuilder.Sql("ALTER TABLE user_streams SET (fillfactor = 50)");

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

            migrationBuilder.Sql("ALTER TABLE conversations RESET (fillfactor)");
            migrationBuilder.Sql("ALTER TABLE user_streams RESET (fillfactor)");

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
