using System.Data;
using ChatApp.Infrastructure.Persistence.Writing.Tables;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>The statements that write a table, executed row by row.</summary>
internal sealed class SqliteTable<TRow>(Table<TRow> table)
    where TRow : class
{
    public string InsertSql { get; } =
        table.InsertSelect(string.Join(", ", table.Inserted.Select((_, index) => Parameter(index))));

    /// <summary>Inserts the row, called <c>asked</c>, if a condition selects it.</summary>
    public string InsertSelected(string condition) =>
        $"{table.InsertSelect("asked.*")} FROM (SELECT "
        + string.Join(", ", table.Inserted.Select((column, index) => $"{Parameter(index)} AS {column.Name}"))
        + $") AS asked {condition}";

    /// <summary>Updates a row if its compared columns are unchanged. Empty if no column is ever set.</summary>
    public string UpdateSql { get; } = table.Set.Count > 0 ? MakeUpdate(table) : "";

    public void Insert(SqlitePreparedConnection connection, IReadOnlyList<TRow> rows)
    {
        foreach (var row in rows)
        {
            Insert(connection, row, InsertSql);
        }
    }

    /// <returns>Whether the row was inserted.</returns>
    public bool Insert(SqlitePreparedConnection connection, TRow row, string statement) =>
        connection.Execute(statement, [.. table.Inserted.Select(column => column.ValueOf(row))]) > 0;

    /// <exception cref="DBConcurrencyException">A row has changed since the batch was decided.</exception>
    public void Update(SqlitePreparedConnection connection, ChangedRows<TRow> rows)
    {
        for (var i = 0; i < rows.Now.Count; i++)
        {
            var (before, now) = (rows.Before[i], rows.Now[i]);
            object?[] values =
            [
                .. table.Keys.Select(column => column.ValueOf(now)),
                .. table.Compared.Select(column => column.ValueOf(before)),
                .. table.Set.Select(column => column.ValueOf(now)),
            ];
            if (connection.Execute(UpdateSql, values) == 0)
            {
                throw new DBConcurrencyException($"A row of {table.Name} has changed since the batch was decided.");
            }
        }
    }

    private static string MakeUpdate(Table<TRow> table)
    {
        var (keys, compared) = (table.Keys.Count, table.Compared.Count);
        var set = table.Set.Select((column, index) => $"{column.Name} = {Parameter(keys + compared + index)}");
        var conditions = table.Keys.Select((column, index) => $"{column.Name} = {Parameter(index)}")
            .Concat(table.Compared.Select((column, index) => $"{column.Name} IS {Parameter(keys + index)}"));
        return $"UPDATE {table.Name} SET {string.Join(", ", set)} WHERE {string.Join(" AND ", conditions)}";
    }

    private static string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"${index + 1}");
}
