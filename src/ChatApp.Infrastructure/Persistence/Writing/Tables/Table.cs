using ChatApp.Application.Writing;

namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>
/// A table that batches write to, described once for both databases: each makes its statements from this. The columns
/// are in the order in which they are inserted and read; their types and indexes are in the model of EF Core.
/// </summary>
/// <typeparam name="TRow">Type of the rows.</typeparam>
/// <param name="name">Name of the table.</param>
/// <param name="create">Makes a row to be filled.</param>
internal sealed class Table<TRow>(string name, Func<TRow> create)
    where TRow : class
{
    private readonly List<Column<TRow>> _columns = [];

    public string Name => name;

    public IReadOnlyList<Column<TRow>> Columns => _columns;

    /// <summary>The columns by which a row is found, and rows are sorted.</summary>
    public IReadOnlyList<Column<TRow>> Keys => _columns.FindAll(column => column.Role == ColumnRole.Key);

    /// <summary>The columns that have to be as they were before a row is changed.</summary>
    public IReadOnlyList<Column<TRow>> Compared => _columns.FindAll(column => column.Role == ColumnRole.Compared);

    /// <summary>The columns that are set when a row is changed.</summary>
    public IReadOnlyList<Column<TRow>> Set => _columns.FindAll(column => column.IsSet);

    /// <summary>Adds a column.</summary>
    public Table<TRow> With<TValue>(
        string column, ColumnRole role, Func<TRow, TValue> get, Action<TRow, TValue> set)
    {
        _columns.Add(new Column<TRow, TValue>(column, role, get, set));
        return this;
    }

    /// <summary>
    /// The names of the columns, of the table under an alias, as <see cref="Read(IRowReader)"/> reads them.
    /// </summary>
    public string ListColumns(string alias) => string.Join(", ", _columns.Select(column => $"{alias}.{column.Name}"));

    /// <summary>The statement that selects rows of the table, which is <c>t</c> in the condition.</summary>
    public string Select(string condition) => $"SELECT {ListColumns("t")} FROM {name} t WHERE {condition}";

    /// <summary>Reads a row whose columns are in the order of <see cref="Columns"/>.</summary>
    public TRow Read(IRowReader reader)
    {
        var row = create();
        Read(reader, row);
        return row;
    }

    /// <summary>Reads a row into one that is there, and overwrites all of it.</summary>
    public void Read(IRowReader reader, TRow row)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            _columns[i].Read(reader, i, row);
        }
    }

    /// <summary>Those rows that differ from what they were, in the order of their keys.</summary>
    public ChangedRows<TRow> FindChanged(IReadOnlyCollection<Change<TRow>> changes)
    {
        var changed = new List<Change<TRow>>(changes.Count);
        foreach (var change in changes)
        {
            if (IsChanged(change))
            {
                changed.Add(change);
            }
        }

        changed.Sort(CompareKeys);
        return new ChangedRows<TRow>(
            changed.ConvertAll(change => change.Before), changed.ConvertAll(change => change.Now));
    }

    private bool IsChanged(Change<TRow> change)
    {
        foreach (var column in _columns)
        {
            if (column.IsSet && !column.AreEqual(change.Before, change.Now))
            {
                return true;
            }
        }

        return false;
    }

    private int CompareKeys(Change<TRow> one, Change<TRow> other)
    {
        foreach (var column in _columns)
        {
            if (column.Role == ColumnRole.Key && column.Compare(one.Now, other.Now) is var order and not 0)
            {
                return order;
            }
        }

        return 0;
    }
}

/// <summary>Rows that a batch changes, side by side.</summary>
/// <typeparam name="TRow">Type of the rows.</typeparam>
/// <param name="Before">As they were when the batch was decided.</param>
/// <param name="Now">As they are to be.</param>
internal sealed record ChangedRows<TRow>(IReadOnlyList<TRow> Before, IReadOnlyList<TRow> Now);
