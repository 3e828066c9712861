using System.Data;
using System.Globalization;
using ChatApp.Infrastructure.Persistence.Writing.Tables;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>The statements of a table on one connection, each prepared once and executed row by row.</summary>
/// <typeparam name="TRow">Type of the rows.</typeparam>
internal sealed class SqliteTable<TRow>(SqliteConnection connection, Table<TRow> table) : IDisposable
    where TRow : class
{
    private readonly SqliteStatement _insert = new(connection, InsertOf(table), table.Columns.Count);
    private SqliteStatement? _update;

    /// <summary>Inserts a row.</summary>
    public static string InsertOf(Table<TRow> table) =>
        $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns.Select(column => column.Name))}) "
        + $"VALUES ({string.Join(", ", table.Columns.Select((_, index) => Parameter(index)))})";

    /// <summary>Updates a row if it is as it was.</summary>
    public static string UpdateOf(Table<TRow> table)
    {
        var (keys, compared) = (table.Keys.Count, table.Compared.Count);
        var set = table.Set.Select((column, index) => $"{column.Name} = {Parameter(keys + compared + index)}");
        var conditions = table.Keys.Select((column, index) => $"{column.Name} = {Parameter(index)}")
            .Concat(table.Compared.Select((column, index) => $"{column.Name} IS {Parameter(keys + index)}"));
        return $"UPDATE {table.Name} SET {string.Join(", ", set)} WHERE {string.Join(" AND ", conditions)}";
    }

    public void Insert(SqliteTransaction transaction, IReadOnlyList<TRow> rows)
    {
        foreach (var row in rows)
        {
            _insert.Execute(transaction, [.. table.Columns.Select(column => ValueOf(column, row))]);
        }
    }

    /// <exception cref="DBConcurrencyException">A row is not as it was when the batch was decided.</exception>
    public void Update(SqliteTransaction transaction, ChangedRows<TRow> rows)
    {
        for (var i = 0; i < rows.Now.Count; i++)
        {
            var (before, now) = (rows.Before[i], rows.Now[i]);
            _update ??= new SqliteStatement(
                connection, UpdateOf(table), table.Keys.Count + table.Compared.Count + table.Set.Count);
            object?[] values =
            [
                .. table.Keys.Select(column => ValueOf(column, now)),
                .. table.Compared.Select(column => ValueOf(column, before)),
                .. table.Set.Select(column => ValueOf(column, now)),
            ];
            if (_update.Execute(transaction, values) == 0)
            {
                throw new DBConcurrencyException($"A row of {table.Name} is not as it was when the batch was decided.");
            }
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _update?.Dispose();
    }

    private static object? ValueOf(Column<TRow> column, TRow row) => SqliteValues.From(column.ValueOf(row));

    private static string Parameter(int index) => string.Create(CultureInfo.InvariantCulture, $"${index + 1}");
}
