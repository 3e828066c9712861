using ChatApp.Infrastructure.Persistence.Opening;
using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>The settings as they hold for our role and database: either may have values of its own.</summary>
/// <remarks>
/// full_page_writes=off is left to the operator: on a file system that never writes half a page it is right. So are the
/// values of synchronous_commit between local and remote_apply, which differ in what a standby has, not in what a
/// restart finds.
/// </remarks>
internal sealed class PostgresOpeningCheck(NpgsqlDataSource dataSource) : IOpeningCheck
{
    private const string SelectSettings =
        """
        SELECT current_setting('synchronous_commit'), current_setting('fsync'), current_setting('server_encoding'),
            (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
        """;

    // With it, whoever finds a hole in the server runs programs on the database's machine (COPY … FROM PROGRAM).
    private const string RoleIsSuperuser =
        "The role of ConnectionStrings__Postgres is a superuser of PostgreSQL, which may do far more than the server "
        + "needs: give it a role without rights on the schema (docs/operations.md, \"Two roles\").";

    public async Task<OpeningFindings> LookAsync(CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(SelectSettings);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new OpeningFindings(
            DescribeFlaw(
                synchronousCommit: reader.GetString(0), fsync: reader.GetString(1), encoding: reader.GetString(2)),
            reader.GetBoolean(3) ? RoleIsSuperuser : null);
    }

    internal static string? DescribeFlaw(string synchronousCommit, string fsync, string encoding) =>
        (synchronousCommit, fsync, encoding) switch
        {
            ("off", _, _) => FlawOf("synchronous_commit"),
            (_, "off", _) => FlawOf("fsync"),
            (_, _, not "UTF8") =>
                $"The PostgreSQL database of ConnectionStrings__Postgres has the encoding {encoding}, which cannot "
                + "keep every text: make one with ENCODING 'UTF8' (and TEMPLATE template0), and move its rows there.",
            _ => null,
        };

    private static string FlawOf(string setting) =>
        $"The PostgreSQL database of ConnectionStrings__Postgres has {setting}=off for this role and database, "
        + "so a crash could lose messages that were acknowledged: set it to on.";
}
