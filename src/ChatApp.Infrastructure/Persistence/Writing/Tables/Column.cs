namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>What a batch does with a column of a row that it changes.</summary>
internal enum ColumnRole
{
    /// <summary>It finds the row by it.</summary>
    Key,

    /// <summary>Nothing: the column is written when the row is inserted, and never again.</summary>
    Fixed,

    /// <summary>It sets it.</summary>
    Set,

    /// <summary>It sets it, and only if the database still has the value that the batch was decided on.</summary>
    Compared,
}

/// <summary>A column of a table, without the type of its values.</summary>
/// <typeparam name="TRow">Type of the rows.</typeparam>
internal abstract class Column<TRow>(string name, ColumnRole role)
{
    public string Name => name;

    public ColumnRole Role => role;

    /// <summary>Whether a batch sets it.</summary>
    public bool IsSet => role is ColumnRole.Set or ColumnRole.Compared;

    /// <summary>Type of its values; of a nullable one the type below.</summary>
    public abstract Type ValueType { get; }

    public abstract bool IsNullable { get; }

    /// <summary>The values of many rows, as an array of their own type, without boxing.</summary>
    public abstract Array ValuesOf(IReadOnlyList<TRow> rows);

    /// <summary>The value of one row.</summary>
    public abstract object? ValueOf(TRow row);

    public abstract bool AreEqual(TRow one, TRow other);

    /// <summary>Orders two rows by this column, as a database does; for keys.</summary>
    public abstract int Compare(TRow one, TRow other);

    /// <summary>Reads the value of a row that a database gives.</summary>
    public abstract void Read(IRowReader reader, int ordinal, TRow row);
}

/// <inheritdoc/>
/// <typeparam name="TRow">Type of the rows.</typeparam>
/// <typeparam name="TValue">Type of the values.</typeparam>
internal sealed class Column<TRow, TValue>(
    string name, ColumnRole role, Func<TRow, TValue> get, Action<TRow, TValue> set) : Column<TRow>(name, role)
{
    public override Type ValueType => Nullable.GetUnderlyingType(typeof(TValue)) ?? typeof(TValue);

    public override bool IsNullable => Nullable.GetUnderlyingType(typeof(TValue)) is not null;

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
