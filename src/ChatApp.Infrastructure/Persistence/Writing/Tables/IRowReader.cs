namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

/// <summary>Reads the columns of a row as a database gives them.</summary>
internal interface IRowReader
{
    /// <summary>The value of a column; the default of the type where the database has none.</summary>
    T? Get<T>(int ordinal);
}
