namespace ChatApp.Application.Common;

/// <summary>
/// Where it is written down what concerns the security of accounts: ids and outcomes, never what somebody typed. Safe
/// for use by any thread.
/// </summary>
public interface ISecurityAudit
{
    /// <summary>An account was made.</summary>
    void Registered(Guid userId);

    /// <summary>A session was started.</summary>
    void LoggedIn(Guid userId, Guid sessionId);

    /// <summary>A login was refused.</summary>
    /// <param name="userId">
    /// Whose account it was for; null when there is none. The name is not told: it may be a password in the wrong
    /// field.
    /// </param>
    void LogInFailed(Guid? userId);

    /// <summary>
    /// A login or a change of a password was refused before the password was looked at: there were too many wrong ones.
    /// </summary>
    /// <param name="userId">
    /// Whose password was to be changed; null for a login, which is refused before its account is looked for.
    /// </param>
    void GuessingStopped(Guid? userId);

    /// <summary>
    /// A refresh token was used that had been replaced, so it has been copied; its session has ended.
    /// </summary>
    void RefreshTokenReused(Guid userId, Guid sessionId);

    /// <summary>A session was ended by itself.</summary>
    void LoggedOut(Guid userId, Guid sessionId);

    /// <summary>A session was ended by another one of its user.</summary>
    void SessionRevoked(Guid userId, Guid sessionId, Guid bySessionId);

    /// <summary>
    /// A login was one too many: of the user's sessions the one that was used least recently has ended.
    /// </summary>
    void SessionDisplaced(Guid userId, Guid sessionId, Guid bySessionId);

    /// <summary>
    /// A password was changed, in the session that is named, which has ended with all others of its user.
    /// </summary>
    void PasswordChanged(Guid userId, Guid sessionId);

    /// <summary>A change of a password was refused, because the current one was wrong.</summary>
    void PasswordChangeFailed(Guid userId, Guid sessionId);
}
