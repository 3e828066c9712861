using static ChatApp.Infrastructure.Persistence.Writing.Tables.ColumnRole;

namespace ChatApp.Infrastructure.Persistence.Writing.Tables;

internal static class StreamTable
{
    public static Table<StreamCounter> Rows { get; } =
        new Table<StreamCounter>("user_streams", () => new StreamCounter())
            .With("user_id", Key, row => row.UserId, (row, value) => row.UserId = value)
            .With("head", Compared, row => row.Head, (row, value) => row.Head = value)
            .With("is_closed", Compared, row => row.IsClosed, (row, value) => row.IsClosed = value);
}
