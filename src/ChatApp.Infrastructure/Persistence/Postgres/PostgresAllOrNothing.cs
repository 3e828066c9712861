namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>Makes a batch fail if another node has changed one of its rows since the decision.</summary>
internal static class PostgresAllOrNothing
{
    /// <summary>
    /// Compares the number of rows of a source with the length of the first parameter. PostgreSQL has no conditional
    /// failure, so an invalid cast fails; its text explains the cause in the log of PostgreSQL.
    /// </summary>
    public static string Of(string source) =>
        $"""
        SELECT CASE WHEN count(*) = cardinality($1) THEN 0
            ELSE ('another node was first with ' || cardinality($1) - count(*)
                || ' rows, the batch is decided again')::int END
        FROM {source}
        """;
}
