namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>How a batch uses a column of a row that it changes.</summary>
internal enum ColumnRole
{
    /// <summary>Identifies the row.</summary>
    Key,

    /// <summary>Written when the row is inserted, and never changed.</summary>
    Fixed,

    /// <summary>
    /// Set by an update without a comparison: only for a column that never changes without a compared column of its
    /// row.
    /// </summary>
    Set,

    /// <summary>
    /// Set by an update, which succeeds only if the database still has the value that the batch was decided on.
    /// </summary>
    Compared,
}

/// <summary>A column of a table, independent of the type of its values.</summary>
/// <typeparam name="TRow">Type of the rows.</typeparam>
internal abstract class Column<TRow>(string name, ColumnRole role)
{
    public string Name => name;

    public ColumnRole Role => role;

    /// <summary>Whether an update sets it.</summary>
    public bool IsSet => role is ColumnRole.Set or ColumnRole.Compared;

    /// <summary>The type of its values; for nullable values, the underlying type.</summary>
    public abstract Type ValueType { get; }

    public abstract bool IsNullable { get; }

    /// <summary>The values of many rows as a typed array, without boxing.</summary>
    public abstract Array ValuesOf(IReadOnlyList<TRow> rows);

    /// <summary>The value of one row.</summary>
    public abstract object? ValueOf(TRow row);

    public abstract bool AreEqual(TRow one, TRow other);

    /// <summary>Compares two rows by this column in the order of the database; only for keys.</summary>
    public abstract int Compare(TRow one, TRow other);

    /// <summary>Reads the value from a database row into <paramref name="row"/>.</summary>
    public abstract void Read(IRowReader reader, int ordinal, TRow row);
}

/// <inheritdoc/>
/// <typeparam name="TRow">Type of the rows.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
internal sealed class Column<TRow, TValue>(
    string name, ColumnRole role, Func<TRow, TValue> get, Action<TRow, TValue> set) : Column<TRow>(name, role)
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
