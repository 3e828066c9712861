using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ChatApp.Infrastructure.Persistence.Postgres.Migrations
{
    /// <inheritdoc />
    public partial class DeactivationEndsSessions : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // See docs/decisions/0021-disabling-ends-sessions.md. The trigger is deferred, so that the time is that
            // of the commit: nodes read the sessions that have ended since their last check.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION end_sessions_of_user() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                    UPDATE sessions SET ended_at = clock_timestamp() WHERE user_id = NEW.id AND ended_at IS NULL;
                    RETURN NULL;
                END $$;

                CREATE CONSTRAINT TRIGGER deactivation_ends_sessions AFTER UPDATE OF is_active ON users
                DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (OLD.is_active AND NOT NEW.is_active) EXECUTE FUNCTION end_sessions_of_user();

                UPDATE sessions SET ended_at = clock_timestamp()
                WHERE ended_at IS NULL AND user_id IN (SELECT id FROM users WHERE NOT is_active);
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) => migrationBuilder.Sql(
            """
            DROP TRIGGER deactivation_ends_sessions ON users;
            DROP FUNCTION end_sessions_of_user();
            """);
    }
}
