namespace ChatApp.Infrastructure.Tests.Databases;

internal static class TestTime
{
    public static readonly DateTimeOffset Noon = new(2026, 2, 25, 12, 0, 0, TimeSpan.Zero);
}
