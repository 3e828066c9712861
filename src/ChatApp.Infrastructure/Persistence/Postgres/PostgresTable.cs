using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Npgsql;
using NpgsqlTypes;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>The statements of a table. Each column is an array, so a statement is prepared only once.</summary>
internal sealed class PostgresTable<TRow>(Table<TRow> table)
    where TRow : class
{
    private static readonly Dictionary<Type, NpgsqlDbType> Types = new()
    {
        [typeof(Guid)] = NpgsqlDbType.Uuid,
        [typeof(long)] = NpgsqlDbType.Bigint,
        [typeof(bool)] = NpgsqlDbType.Boolean,
        [typeof(short)] = NpgsqlDbType.Smallint,
        [typeof(string)] = NpgsqlDbType.Text,
        [typeof(byte[])] = NpgsqlDbType.Bytea,
        [typeof(DateTimeOffset)] = NpgsqlDbType.TimestampTz,
    };

    public string Insert { get; } =
        $"{table.InsertSelect("*")} FROM unnest({Parameters(table.Inserted.Count)})";

    /// <summary>
    /// Updates all rows or none, and locks them in the order of the arrays: that of the keys. Empty if no column is
    /// ever set.
    /// </summary>
    public string Update { get; } = table.Set.Count > 0 ? MakeUpdate(table) : "";

    /// <summary>Inserts those rows, called <c>asked</c>, that a condition selects.</summary>
    public string InsertSelected(string condition) =>
        $"{table.InsertSelect("asked.*")} FROM unnest({Parameters(table.Inserted.Count)}) "
        + $"AS asked({string.Join(", ", table.Inserted.Select(column => column.Name))}) {condition}";

    public void AddInsert(NpgsqlBatch batch, IReadOnlyList<TRow> rows)
    {
        if (rows.Count > 0)
        {
            batch.BatchCommands.Add(InsertOf(rows, Insert));
        }
    }

    public NpgsqlBatchCommand InsertOf(IReadOnlyList<TRow> rows, string statement) =>
        CommandOf(statement, table.Inserted.Select(column => (column, rows)));

    public void AddUpdate(NpgsqlBatch batch, ChangedRows<TRow> rows)
    {
        if (rows.Now.Count > 0)
        {
            batch.BatchCommands.Add(CommandOf(
                Update,
                [
                    .. table.Keys.Select(column => (column, rows.Now)),
                    .. table.Compared.Select(column => (column, rows.Before)),
                    .. table.Set.Select(column => (column, rows.Now)),
                ]));
        }
    }

    private static NpgsqlBatchCommand CommandOf(
        string sql, IEnumerable<(Column<TRow> Column, IReadOnlyList<TRow> Rows)> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var (column, rows) in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter
            {
                Value = column.ValuesOf(rows),
                NpgsqlDbType = NpgsqlDbType.Array | Types[column.ValueType],
            });
        }

        return command;
    }

    private static string MakeUpdate(Table<TRow> table)
    {
        var (keys, compared, set) = (table.Keys, table.Compared, table.Set);
        var names = keys.Select(column => column.Name)
            .Concat(compared.Select(column => $"{column.Name}_before"))
            .Concat(set.Select(column => column.Name))
            .ToList();
        var conditions = keys.Select(column => $"t.{column.Name} = n.{column.Name}")
            .Concat(compared.Select(column => $"t.{column.Name} {Same(column)} n.{column.Name}_before"));
        return
            $"""
            WITH changed AS (
                UPDATE {table.Name} t SET {string.Join(", ", set.Select(column => $"{column.Name} = n.{column.Name}"))}
                FROM unnest({Parameters(names.Count)}) AS n({string.Join(", ", names)})
                WHERE {string.Join(" AND ", conditions)}
                RETURNING 1)
            {PostgresAllOrNothing.Of("changed")}
            """;
    }

    private static string Same(Column<TRow> column) => column.IsNullable ? "IS NOT DISTINCT FROM" : "=";

    private static string Parameters(int count) => string.Join(
        ", ", Enumerable.Range(1, count).Select(number => string.Create(CultureInfo.InvariantCulture, $"${number}")));
}
