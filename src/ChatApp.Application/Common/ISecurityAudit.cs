namespace ChatApp.Application.Common;

/// <summary>Where it is written down what concerns the security of accounts: ids and outcomes, never what somebody typed. Safe for use by any thread.</summary>
public interface ISecurityAudit
{
    /// <summary>An account was made.</summary>
    void Registered(Guid userId);

    /// <summary>A session was started.</summary>
    void LoggedIn(Guid userId, Guid sessionId);

    /// <summary>A login was refused.</summary>
    /// <param name="userId">Whose account it was for; null when there is none. The name is not told: it may be a password in the wrong field.</param>
    void LogInFailed(Guid? userId);

    /// <summary>A refresh token was used that had been replaced, so it has been copied; its session has ended.</summary>
    void RefreshTokenReused(Guid userId, Guid sessionId);

    /// <summary>A session was ended by its user.</summary>
    void LoggedOut(Guid userId, Guid sessionId);

    /// <summary>A password was changed, which has ended all other sessions of its user.</summary>
    void PasswordChanged(Guid userId, Guid sessionId);

    /// <summary>A change of a password was refused, because the current one was wrong.</summary>
    void PasswordChangeFailed(Guid userId, Guid sessionId);
}
