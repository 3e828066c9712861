using ChatApp.Domain.Sessions;

namespace ChatApp.Infrastructure.Tests.Databases;

/// <summary>What a session needs and a test does not care about.</summary>
internal static class TestSession
{
    public static SessionLifetime Lifetime { get; } = new(TimeSpan.FromDays(30), TimeSpan.FromDays(365));

    public static SessionDevice Device { get; } = SessionDevice.Of("a program", null);
}
