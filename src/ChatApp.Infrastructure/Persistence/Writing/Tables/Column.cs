namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>How a batch uses a column of a row that it changes.</summary>
internal enum ColumnRole
{
    Key,

    /// <summary>Written when the row is inserted, and never changed by a batch.</summary>
    Fixed,

    /// <summary>Set without a comparison: never changes without a compared column of its row.</summary>
    Set,

    /// <summary>Set only if the database still has the value that the batch was decided on.</summary>
    Compared,
}

internal abstract class Column<TRow>(string name, ColumnRole role, string? initial)
{
    public string Name => name;

    public ColumnRole Role => role;

    /// <summary>The SQL literal that each new row has; null if an insert takes the value from the row.</summary>
    public string? Initial => initial;

    public bool IsSet => role is ColumnRole.Set or ColumnRole.Compared;

    /// <summary>For nullable values, the underlying type.</summary>
    public abstract Type ValueType { get; }

    public abstract bool IsNullable { get; }

    /// <summary>The values of many rows as a typed array, without boxing.</summary>
    public abstract Array ValuesOf(IReadOnlyList<TRow> rows);

    public abstract object? ValueOf(TRow row);

    public abstract bool AreEqual(TRow one, TRow other);

    /// <summary>In the order of the database; only for keys.</summary>
    public abstract int Compare(TRow one, TRow other);

    public abstract void Read(IRowReader reader, int ordinal, TRow row);
}

internal sealed class Column<TRow, TValue>(
    string name, ColumnRole role, Func<TRow, TValue> get, Action<TRow, TValue> set, string? initial)
    : Column<TRow>(name, role, initial)
{
    public override Type ValueType => Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue);

    public override bool IsNullable => default(TValue) is null;

    public override Array ValuesOf(IReadOnlyList<TRow> rows)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = get(rows[i]);
        }

        return values;
    }

    public override object? ValueOf(TRow row) => get(row);

    public override bool AreEqual(TRow one, TRow other) =>
        EqualityComparer<TValue>.Default.Equals(get(one), get(other));

    public override int Compare(TRow one, TRow other) => Comparer<TValue>.Default.Compare(get(one), get(other));

    public override void Read(IRowReader reader, int ordinal, TRow row) => set(row, reader.Get<TValue>(ordinal)!);
}
