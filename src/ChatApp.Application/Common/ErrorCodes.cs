namespace ChatApp.Application.Common;

/// <summary>
/// The stable words by which programs tell errors apart (contract, sections 1 to 5), each written once.
/// </summary>
public static class ErrorCodes
{
    /// <summary>A field, a parameter or the body breaks a rule.</summary>
    public const string ValidationFailed = "validation_failed";

    /// <summary>No access token, or a bad one.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>Login with a wrong name or password.</summary>
    public const string InvalidCredentials = "invalid_credentials";

    /// <summary>The current password that was given to change it is incorrect.</summary>
    public const string WrongPassword = "wrong_password";

    /// <summary>The refresh token is unknown or too old.</summary>
    public const string InvalidRefreshToken = "invalid_refresh_token";

    /// <summary>The refresh token had been replaced, so its session has ended.</summary>
    public const string RefreshTokenReused = "refresh_token_reused";

    /// <summary>The caller has no such session.</summary>
    public const string SessionNotFound = "session_not_found";

    /// <summary>People cannot register by themselves on this server.</summary>
    public const string RegistrationClosed = "registration_closed";

    /// <summary>Somebody has this username, or nobody may.</summary>
    public const string UsernameTaken = "username_taken";

    /// <summary>Somebody has this email address.</summary>
    public const string EmailTaken = "email_taken";

    /// <summary>No such user.</summary>
    public const string UserNotFound = "user_not_found";

    /// <summary>No such user to write to.</summary>
    public const string RecipientNotFound = "recipient_not_found";

    /// <summary>No such message in a conversation of the caller.</summary>
    public const string MessageNotFound = "message_not_found";

    /// <summary>Somebody else has sent the message.</summary>
    public const string NotSender = "not_sender";

    /// <summary>The message has been deleted.</summary>
    public const string MessageDeleted = "message_deleted";

    /// <summary>The client message id was used for another message.</summary>
    public const string ClientMessageIdConflict = "client_message_id_conflict";

    /// <summary>The cursor is not one of this user's.</summary>
    public const string InvalidCursor = "invalid_cursor";

    /// <summary>The events after the cursor are not kept any more, or it stems from before a restored backup.</summary>
    public const string CursorExpired = "cursor_expired";

    /// <summary>Too many requests.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>Overloaded, or something needed is out of reach.</summary>
    public const string Unavailable = "unavailable";
}
