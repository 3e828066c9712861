namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>
/// A table that batches write to; both databases make their statements from it. The columns are in the order of inserts
/// and reads. EF Core's model defines their types and indexes.
/// </summary>
internal sealed class Table<TRow>(string name, Func<TRow> create)
    where TRow : class
{
    private readonly List<Column<TRow>> _columns = [];

    public string Name => name;

    public IReadOnlyList<Column<TRow>> Columns => _columns;

    public IReadOnlyList<Column<TRow>> Keys { get; private set; } = [];

    public IReadOnlyList<Column<TRow>> Compared { get; private set; } = [];

    public IReadOnlyList<Column<TRow>> Set { get; private set; } = [];

    /// <summary>The columns whose values an insert takes from the row, in the order of its parameters.</summary>
    public IReadOnlyList<Column<TRow>> Inserted { get; private set; } = [];

    public Table<TRow> With<TValue>(
        string column, ColumnRole role, Func<TRow, TValue> get, Action<TRow, TValue> set, string? initial = null)
    {
        _columns.Add(new Column<TRow, TValue>(column, role, get, set, initial));
        Keys = _columns.FindAll(added => added.Role == ColumnRole.Key);
        Compared = _columns.FindAll(added => added.Role == ColumnRole.Compared);
        Set = _columns.FindAll(added => added.IsSet);
        Inserted = _columns.FindAll(added => added.Initial is null);
        return this;
    }

    public string ListColumns(string alias) => string.Join(", ", _columns.Select(column => $"{alias}.{column.Name}"));

    /// <summary>The start of an insert.</summary>
    /// <param name="values">Selects the values of <see cref="Inserted"/>; the source follows.</param>
    public string InsertSelect(string values)
    {
        var initial = _columns.FindAll(column => column.Initial is not null);
        var names = Inserted.Concat(initial).Select(column => column.Name);
        return $"INSERT INTO {name} ({string.Join(", ", names)}) "
            + $"SELECT {string.Join(", ", initial.Select(column => column.Initial).Prepend(values))}";
    }

    /// <summary>Selects rows of the table, which is <c>t</c> in the condition.</summary>
    public string Select(string condition) => $"SELECT {ListColumns("t")} FROM {name} t WHERE {condition}";

    public TRow Read(IRowReader reader)
    {
        var row = create();
        Read(reader, row);
        return row;
    }

    /// <summary>Overwrites all of an existing row.</summary>
    public void Read(IRowReader reader, TRow row)
    {
        for (var i = 0; i < _columns.Count; i++)
        {
            _columns[i].Read(reader, i, row);
        }
    }

    /// <summary>The rows that have changed, in the order of their keys.</summary>
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

/// <summary>The changed rows of a batch, as it was decided on them and as they are now.</summary>
internal sealed record ChangedRows<TRow>(IReadOnlyList<TRow> Before, IReadOnlyList<TRow> Now);
