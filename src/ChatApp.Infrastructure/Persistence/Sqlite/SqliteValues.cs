using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// The form in which SQLite stores values that it has no type for. A UUID is a blob of 16 bytes in big-endian order,
/// which sorts like the UUID (version 7: by time) and takes half the space of its text. A time is a number of
/// microseconds since 1970.
/// </summary>
internal static class SqliteValues
{
    public static byte[] FromGuid(Guid value) => value.ToByteArray(bigEndian: true);

    public static Guid ToGuid(byte[] value) => new(value, bigEndian: true);

    public static long FromTime(DateTimeOffset value) =>
        (value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long value) =>
        DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

    /// <summary>Converts a value of any type that the tables have.</summary>
    public static object? From(object? value) => value switch
    {
        Guid id => FromGuid(id),
        DateTimeOffset time => FromTime(time),
        _ => value,
    };

    internal sealed class GuidConverter()
        : ValueConverter<Guid, byte[]>(value => FromGuid(value), value => ToGuid(value));

    internal sealed class TimeConverter()
        : ValueConverter<DateTimeOffset, long>(value => FromTime(value), value => ToTime(value));
}
