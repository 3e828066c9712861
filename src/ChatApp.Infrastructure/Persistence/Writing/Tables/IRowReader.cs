namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

internal interface IRowReader
{
    /// <summary>The default of the type if the column is null.</summary>
    T? Get<T>(int ordinal);
}
