using System.Net;
using ChatApp.Application.Common;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// Writes the audit log: structured log events in a separate category. They have stable event ids (docs/operations.md),
/// the ids of user and session, the UTC time and the address of the client.
/// </summary>
internal sealed partial class AuditLog(ILoggerFactory loggers, TimeProvider time) : ISecurityAudit
{
    /// <summary>The log category, which an operator can send to another destination.</summary>
    public const string Category = "ChatApp.Audit";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void Registered(Guid userId)
    {
        var (address, now) = WhereAndWhen();
        LogRegistered(_logger, userId, address, now);
    }

    public void LoggedIn(Guid userId, Guid sessionId)
    {
        var (address, now) = WhereAndWhen();
        LogLoggedIn(_logger, userId, sessionId, address, now);
    }

    public void LogInFailed(Guid? userId)
    {
        var (address, now) = WhereAndWhen();
        LogLogInFailed(_logger, userId, address, now);
    }

    public void GuessingStopped(Guid? userId)
    {
        var (address, now) = WhereAndWhen();
        LogGuessingStopped(_logger, userId, address, now);
    }

    public void RefreshTokenReused(Guid userId, Guid sessionId)
    {
        var (address, now) = WhereAndWhen();
        LogReused(_logger, userId, sessionId, address, now);
    }

    public void LoggedOut(Guid userId, Guid sessionId)
    {
        var (address, now) = WhereAndWhen();
        LogLoggedOut(_logger, userId, sessionId, address, now);
    }

    public void SessionRevoked(Guid userId, Guid sessionId, Guid bySessionId)
    {
        var (address, now) = WhereAndWhen();
        LogSessionRevoked(_logger, userId, sessionId, bySessionId, address, now);
    }

    public void SessionDisplaced(Guid userId, Guid sessionId, Guid bySessionId)
    {
        var (address, now) = WhereAndWhen();
        LogSessionDisplaced(_logger, userId, sessionId, bySessionId, address, now);
    }

    public void PasswordChanged(Guid userId, Guid sessionId)
    {
        var (address, now) = WhereAndWhen();
        LogPasswordChanged(_logger, userId, sessionId, address, now);
    }

    public void PasswordChangeFailed(Guid userId, Guid sessionId)
    {
        var (address, now) = WhereAndWhen();
        LogPasswordChangeFailed(_logger, userId, sessionId, address, now);
    }

    private (IPAddress? Address, DateTimeOffset Now) WhereAndWhen() => (CallingAddress.Current, time.GetUtcNow());

    [LoggerMessage(EventId = 300, EventName = "Registered", Level = LogLevel.Information,
        Message = "Registered: user {UserId} from {Address} at {Time:O}")]
    private static partial void LogRegistered(ILogger logger, Guid userId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 301, EventName = "LoggedIn", Level = LogLevel.Information,
        Message = "Logged in: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private static partial void LogLoggedIn(
        ILogger logger, Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 302, EventName = "LogInFailed", Level = LogLevel.Warning,
        Message = "Login failed: user {UserId} from {Address} at {Time:O}")]
    private static partial void LogLogInFailed(ILogger logger, Guid? userId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 303, EventName = "RefreshTokenReused", Level = LogLevel.Warning,
        Message = "Refresh token reused, session ended: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private static partial void LogReused(
        ILogger logger, Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 304, EventName = "LoggedOut", Level = LogLevel.Information,
        Message = "Logged out: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private static partial void LogLoggedOut(
        ILogger logger, Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 305, EventName = "PasswordChanged", Level = LogLevel.Information,
        Message = "Password changed, all earlier sessions ended: user {UserId}, session {SessionId} from {Address} "
            + "at {Time:O}")]
    private static partial void LogPasswordChanged(
        ILogger logger, Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 306, EventName = "PasswordChangeFailed", Level = LogLevel.Warning,
        Message = "Password change failed: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private static partial void LogPasswordChangeFailed(
        ILogger logger, Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 307, EventName = "SessionRevoked", Level = LogLevel.Information,
        Message = "Session ended by another session: user {UserId}, session {SessionId}, "
            + "by {BySessionId} from {Address} at {Time:O}")]
    private static partial void LogSessionRevoked(
        ILogger logger, Guid userId, Guid sessionId, Guid bySessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 308, EventName = "GuessingStopped", Level = LogLevel.Warning,
        Message = "Password not checked, too many wrong attempts: user {UserId} from {Address} at {Time:O}")]
    private static partial void LogGuessingStopped(
        ILogger logger, Guid? userId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 309, EventName = "SessionDisplaced", Level = LogLevel.Information,
        Message = "Session ended, session limit reached: user {UserId}, session {SessionId}, by {BySessionId} "
            + "from {Address} at {Time:O}")]
    private static partial void LogSessionDisplaced(
        ILogger logger, Guid userId, Guid sessionId, Guid bySessionId, IPAddress? address, DateTimeOffset time);
}
