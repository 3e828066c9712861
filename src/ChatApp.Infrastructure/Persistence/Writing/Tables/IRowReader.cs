namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>Reads the columns of a database row.</summary>
internal interface IRowReader
{
    /// <summary>The value of a column; the default of the type if the column is null.</summary>
    T? Get<T>(int ordinal);
}
