namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Makes a statement fail, and the whole batch with it, if it did not find as many rows as it was asked for: another
/// node was here since the batch was decided.
/// </summary>
internal static class PostgresAllOrNothing
{
    /// <summary>
    /// Counts the rows of a source against the first parameter. PostgreSQL cannot say "otherwise fail" without an error
    /// of another sort, so the text of the error explains itself in its log.
    /// </summary>
    public static string Of(string source) =>
        $"""
        SELECT CASE WHEN count(*) = cardinality($1) THEN 0
            ELSE ('another node was first with ' || cardinality($1) - count(*) || ' rows, the batch is decided again')::int END
        FROM {source}
        """;
}
