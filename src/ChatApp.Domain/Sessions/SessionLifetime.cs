namespace ChatApp.Domain.Sessions;

/// <summary>How long a session may go on (OWASP ASVS 5.0, 7.3).</summary>
/// <param name="Idle">From one refresh to the next.</param>
/// <param name="Absolute">From the login on, however much it is used.</param>
public sealed record SessionLifetime(TimeSpan Idle, TimeSpan Absolute)
{
    /// <summary>When a refresh token that is given out now stops being good.</summary>
    /// <param name="start">When the session was started.</param>
    /// <param name="now">The time now.</param>
    public DateTimeOffset EndOf(DateTimeOffset start, DateTimeOffset now)
    {
        var (idle, absolute) = (now + Idle, start + Absolute);
        return idle < absolute ? idle : absolute;
    }
}
