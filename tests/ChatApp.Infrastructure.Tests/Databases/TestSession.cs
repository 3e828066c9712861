using ChatApp.Domain.Sessions;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>Values that a session needs but that do not affect the result of a test.</summary>
internal static class TestSession
{
    public static SessionLifetime Lifetime { get; } = new(TimeSpan.FromDays(30), TimeSpan.FromDays(365));

    public static SessionDevice Device { get; } = SessionDevice.Of("a program", null);
}
