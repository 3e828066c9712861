using System.Net;
using ChatApp.Infrastructure.Diagnostics;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// The audit log: log events of a separate category, which an operator can send elsewhere (docs/operations.md).
/// </summary>
internal sealed partial class AuditLog(ILoggerFactory loggers, ChatMetrics metrics, TimeProvider time) : ISecurityAudit
{
    public const string Category = "ChatApp.Audit";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    public void Registered(Guid userId) => LogRegistered(userId, Address, Now);

    public void LoggedIn(Guid userId, Guid sessionId)
    {
        metrics.LoginEnded("success");
        LogLoggedIn(userId, sessionId, Address, Now);
    }

    public void LogInFailed(Guid? userId)
    {
        metrics.LoginEnded("failure");
        LogLogInFailed(userId, Address, Now);
    }

    public void GuessingStopped(Guid? userId)
    {
        metrics.LoginEnded("not_checked");
        LogGuessingStopped(userId, Address, Now);
    }

    public void RefreshTokenReused(Guid userId, Guid sessionId) => LogReused(userId, sessionId, Address, Now);

    public void LoggedOut(Guid userId, Guid sessionId) => LogLoggedOut(userId, sessionId, Address, Now);

    public void SessionRevoked(Guid userId, Guid sessionId, Guid bySessionId) =>
        LogSessionRevoked(userId, sessionId, bySessionId, Address, Now);

    public void SessionDisplaced(Guid userId, Guid sessionId, Guid bySessionId) =>
        LogSessionDisplaced(userId, sessionId, bySessionId, Address, Now);

    public void PasswordChanged(Guid userId, Guid sessionId) => LogPasswordChanged(userId, sessionId, Address, Now);

    public void PasswordChangeFailed(Guid userId, Guid sessionId) =>
        LogPasswordChangeFailed(userId, sessionId, Address, Now);

    public void AccountClosed(Guid userId, Guid sessionId) => LogAccountClosed(userId, sessionId, Address, Now);

    public void AccountCloseFailed(Guid userId, Guid sessionId) =>
        LogAccountCloseFailed(userId, sessionId, Address, Now);

    public void AccountDisabled(Guid userId) => LogAccountDisabled(userId, Now);

    public void AccountEnabled(Guid userId) => LogAccountEnabled(userId, Now);

    public void PasswordReset(Guid userId) => LogPasswordReset(userId, Now);

    public void SessionEndedByOperator(Guid userId, Guid sessionId) =>
        LogSessionEndedByOperator(userId, sessionId, Now);

    private static IPAddress? Address => CallingAddress.Current;

    private DateTimeOffset Now => time.GetUtcNow();

    [LoggerMessage(EventId = 300, EventName = "Registered", Level = LogLevel.Information,
        Message = "Registered: user {UserId} from {Address} at {Time:O}")]
    private partial void LogRegistered(Guid userId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 301, EventName = "LoggedIn", Level = LogLevel.Information,
        Message = "Logged in: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private partial void LogLoggedIn(Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 302, EventName = "LogInFailed", Level = LogLevel.Warning,
        Message = "Login failed: user {UserId} from {Address} at {Time:O}")]
    private partial void LogLogInFailed(Guid? userId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 303, EventName = "RefreshTokenReused", Level = LogLevel.Warning,
        Message = "Refresh token reused, session ended: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private partial void LogReused(Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 304, EventName = "LoggedOut", Level = LogLevel.Information,
        Message = "Logged out: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private partial void LogLoggedOut(Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 305, EventName = "PasswordChanged", Level = LogLevel.Information,
        Message = "Password changed, all earlier sessions ended: user {UserId}, session {SessionId} from {Address} "
            + "at {Time:O}")]
    private partial void LogPasswordChanged(Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 306, EventName = "PasswordChangeFailed", Level = LogLevel.Warning,
        Message = "Password change failed: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private partial void LogPasswordChangeFailed(Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 307, EventName = "SessionRevoked", Level = LogLevel.Information,
        Message = "Session ended by another session: user {UserId}, session {SessionId}, "
            + "by {BySessionId} from {Address} at {Time:O}")]
    private partial void LogSessionRevoked(
        Guid userId, Guid sessionId, Guid bySessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 308, EventName = "GuessingStopped", Level = LogLevel.Warning,
        Message = "Password not checked, too many wrong attempts: user {UserId} from {Address} at {Time:O}")]
    private partial void LogGuessingStopped(Guid? userId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 309, EventName = "SessionDisplaced", Level = LogLevel.Information,
        Message = "Session ended, session limit reached: user {UserId}, session {SessionId}, by {BySessionId} "
            + "from {Address} at {Time:O}")]
    private partial void LogSessionDisplaced(
        Guid userId, Guid sessionId, Guid bySessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 310, EventName = "AccountClosed", Level = LogLevel.Information,
        Message = "Account closed, all sessions ended: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private partial void LogAccountClosed(Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 311, EventName = "AccountCloseFailed", Level = LogLevel.Warning,
        Message = "Closing of an account failed: user {UserId}, session {SessionId} from {Address} at {Time:O}")]
    private partial void LogAccountCloseFailed(Guid userId, Guid sessionId, IPAddress? address, DateTimeOffset time);

    [LoggerMessage(EventId = 312, EventName = "AccountDisabled", Level = LogLevel.Information,
        Message = "Account disabled by the operator, all sessions ended: user {UserId} at {Time:O}")]
    private partial void LogAccountDisabled(Guid userId, DateTimeOffset time);

    [LoggerMessage(EventId = 313, EventName = "AccountEnabled", Level = LogLevel.Information,
        Message = "Account enabled by the operator: user {UserId} at {Time:O}")]
    private partial void LogAccountEnabled(Guid userId, DateTimeOffset time);

    [LoggerMessage(EventId = 314, EventName = "PasswordReset", Level = LogLevel.Information,
        Message = "Password reset by the operator, all sessions ended: user {UserId} at {Time:O}")]
    private partial void LogPasswordReset(Guid userId, DateTimeOffset time);

    [LoggerMessage(EventId = 315, EventName = "SessionEndedByOperator", Level = LogLevel.Information,
        Message = "Session ended by the operator: user {UserId}, session {SessionId} at {Time:O}")]
    private partial void LogSessionEndedByOperator(Guid userId, Guid sessionId, DateTimeOffset time);
}
