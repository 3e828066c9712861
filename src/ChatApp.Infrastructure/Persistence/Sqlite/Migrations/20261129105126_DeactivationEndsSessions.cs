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
            // See docs/decisions/0021-disabling-ends-sessions.md. Times are microseconds since 1970. The trigger
            // also runs in the program that an operator writes with, so it uses no function that an older SQLite lacks.
            migrationBuilder.Sql(
                """
                CREATE TRIGGER deactivation_ends_sessions AFTER UPDATE OF is_active ON users
                WHEN OLD.is_active AND NOT NEW.is_active
                BEGIN
                    UPDATE sessions SET ended_at = CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000
                    WHERE user_id = NEW.id AND ended_at IS NULL;
                END;

                UPDATE sessions SET ended_at = CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000
                WHERE ended_at IS NULL AND user_id IN (SELECT id FROM users WHERE NOT is_active);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql("DROP TRIGGER deactivation_ends_sessions;");
    }
}
