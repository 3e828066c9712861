using ChatApp.Infrastructure.Persistence.Seeding;
using Microsoft.Data.Sqlite;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>One prepared INSERT, executed for each row when the next one starts.</summary>
internal sealed class SqliteRowWriter(SqliteCommand insert) : IRowWriter
{
    private int _column;
    private bool _started;

    public void StartRow()
    {
        Complete();
        _started = true;
    }

    public void Id(Guid? value) => Next(value is { } id ? SqliteValues.FromGuid(id) : DBNull.Value);

    public void Text(string value) => Next(value);

    public void Number(long value) => Next(value);

    public void SmallNumber(short value) => Next(value);

    public void Flag(bool value) => Next(value);

    public void Time(DateTimeOffset value) => Next(SqliteValues.FromTime(value));

    public void Complete()
    {
        if (_started)
        {
            insert.ExecuteNonQuery();
        }

        (_started, _column) = (false, 0);
    }

    public void Dispose() => insert.Dispose();

    private void Next(object value) => insert.Parameters[_column++].Value = value;
}
