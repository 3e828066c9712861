using MediatR;

namespace ChatApp.Domain.Sessions;

/// <summary>The limits on the lifetime of a session (OWASP ASVS 5.0, 7.3).</summary>
/// <param name="Idle">Longest time between two refreshes.</param>
/// <param name="Absolute">Longest time since the login, regardless of use.</param>
public sealed record SessionLifetime(TimeSpan Idle, TimeSpan Absolute)
{
    /// <summary>When a refresh token that is issued now expires.</summary>
    public DateTimeOffset EndOf(DateTimeOffset start, DateTimeOffset now)
    {
        var (idle, absolute) = (now + Idle, start + Absolute);
        return idle < absolute ? idle : absolute;
    }
}

/// <summary>A session has ended: its tokens are invalid and its sockets must be closed.</summary>
public sealed record SessionEnded(Guid UserId, Guid SessionId) : INotification;
