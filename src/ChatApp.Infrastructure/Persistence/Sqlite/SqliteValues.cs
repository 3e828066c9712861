using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace ChatApp.Infrastructure.Persistence.Sqlite;

/// <summary>
/// How SQLite stores values that it has no type for: a UUID as 16 big-endian bytes, which sort like the UUID and take
/// half the space of its text; a time as microseconds since 1970.
/// </summary>
internal static class SqliteValues
{
    public static byte[] FromGuid(Guid value) => value.ToByteArray(bigEndian: true);

    public static Guid ToGuid(byte[] value) => new(value, bigEndian: true);

    public static long FromTime(DateTimeOffset value) =>
        (value.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset ToTime(long value) =>
        DateTimeOffset.UnixEpoch.AddTicks(value * TimeSpan.TicksPerMicrosecond);

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
