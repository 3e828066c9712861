namespace ChatApp.Application.Common;

/// <summary>Records security events of accounts: ids and outcomes, but no text of a user. Thread-safe.</summary>
public interface ISecurityAudit
{
    /// <summary>An account was created.</summary>
    void Registered(Guid userId);

    /// <summary>A session was started.</summary>
    void LoggedIn(Guid userId, Guid sessionId);

    /// <summary>A login was refused.</summary>
    /// <param name="userId">
    /// The user whose account it was; null if there is none. The typed name is not recorded, because it may be a
    /// password that was typed into the wrong field.
    /// </param>
    void LogInFailed(Guid? userId);

    /// <summary>After too many wrong passwords, a login or a change of password was refused without a check.</summary>
    /// <param name="userId">Null for a login, which is refused before the account is looked up.</param>
    void GuessingStopped(Guid? userId);

    /// <summary>A replaced refresh token was used, so it may have been copied. Its session has ended.</summary>
    void RefreshTokenReused(Guid userId, Guid sessionId);

    /// <summary>A session was ended by a call of the same session.</summary>
    void LoggedOut(Guid userId, Guid sessionId);

    /// <summary>A session was ended by another session of the same user.</summary>
    void SessionRevoked(Guid userId, Guid sessionId, Guid bySessionId);

    /// <summary>A login exceeded the limit of sessions, so the user's least recently used session has ended.</summary>
    void SessionDisplaced(Guid userId, Guid sessionId, Guid bySessionId);

    /// <summary>This session has changed the password, and has ended with all other sessions of the user.</summary>
    void PasswordChanged(Guid userId, Guid sessionId);

    /// <summary>A change of password was refused because the current password was wrong.</summary>
    void PasswordChangeFailed(Guid userId, Guid sessionId);

    /// <summary>This session has closed the account, and has ended with all other sessions of the user.</summary>
    void AccountClosed(Guid userId, Guid sessionId);

    /// <summary>The closing of an account was refused because the password was wrong.</summary>
    void AccountCloseFailed(Guid userId, Guid sessionId);

    /// <summary>The operator has disabled the account, and all sessions of the user have ended.</summary>
    void AccountDisabled(Guid userId);

    /// <summary>The operator has enabled the account again.</summary>
    void AccountEnabled(Guid userId);

    /// <summary>The operator has set a new password, and all sessions of the user have ended.</summary>
    void PasswordReset(Guid userId);

    /// <summary>The operator has ended a session.</summary>
    void SessionEndedByOperator(Guid userId, Guid sessionId);
}
