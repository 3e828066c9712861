using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class DeactivationEndsSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // docs/decisions/0021-deactivation-ends-sessions.md. Times are microseconds since 1970.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER deactivation_ends_sessions AFTER UPDATE OF is_active ON users
                WHEN OLD.is_active AND NOT NEW.is_active
                BEGIN
                    UPDATE sessions SET ended_at = CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)
                    WHERE user_id = NEW.id AND ended_at IS NULL;
                END;

                UPDATE sessions SET ended_at = CAST(unixepoch('now', 'subsec') * 1000000 AS INTEGER)
                WHERE ended_at IS NULL AND user_id IN (SELECT id FROM users WHERE NOT is_active);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("DROP TRIGGER deactivation_ends_sessions;");
    }
}
