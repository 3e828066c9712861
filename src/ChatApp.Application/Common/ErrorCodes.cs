namespace ChatApp.Application.Common;

/// <summary>The stable error codes that programs can rely on (contract, sections 1 to 5).</summary>
public static class ErrorCodes
{
    /// <summary>A field, a parameter or the body is not valid.</summary>
    public const string ValidationFailed = "validation_failed";

    /// <summary>The access token is missing or not valid.</summary>
    public const string Unauthorized = "unauthorized";

    /// <summary>Login with a wrong name or password.</summary>
    public const string InvalidCredentials = "invalid_credentials";

    /// <summary>The current password that was given to change it is incorrect.</summary>
    public const string WrongPassword = "wrong_password";

    /// <summary>The refresh token is unknown or expired.</summary>
    public const string InvalidRefreshToken = "invalid_refresh_token";

    /// <summary>The refresh token was already replaced, so its session has ended.</summary>
    public const string RefreshTokenReused = "refresh_token_reused";

    /// <summary>The caller has no such session.</summary>
    public const string SessionNotFound = "session_not_found";

    /// <summary>Users cannot register themselves on this server.</summary>
    public const string RegistrationClosed = "registration_closed";

    /// <summary>The username is in use or reserved.</summary>
    public const string UsernameTaken = "username_taken";

    /// <summary>The email address is in use.</summary>
    public const string EmailTaken = "email_taken";

    /// <summary>No such user.</summary>
    public const string UserNotFound = "user_not_found";

    /// <summary>The recipient of the message does not exist.</summary>
    public const string RecipientNotFound = "recipient_not_found";

    /// <summary>The caller has no conversation with this user.</summary>
    public const string ConversationNotFound = "conversation_not_found";

    /// <summary>No such message in a conversation of the caller.</summary>
    public const string MessageNotFound = "message_not_found";

    /// <summary>The caller is not the sender of the message.</summary>
    public const string NotSender = "not_sender";

    /// <summary>One of the two users blocks the other.</summary>
    public const string Blocked = "blocked";

    /// <summary>The message has been deleted.</summary>
    public const string MessageDeleted = "message_deleted";

    /// <summary>The message already has as many different reactions as it can have.</summary>
    public const string TooManyReactions = "too_many_reactions";

    /// <summary>The client message id was already used for another message.</summary>
    public const string ClientMessageIdConflict = "client_message_id_conflict";

    /// <summary>The cursor does not belong to this user.</summary>
    public const string InvalidCursor = "invalid_cursor";

    /// <summary>
    /// The events after the cursor are no longer stored, or a backup was restored after the cursor was issued.
    /// </summary>
    public const string CursorExpired = "cursor_expired";

    /// <summary>Too many requests.</summary>
    public const string RateLimited = "rate_limited";

    /// <summary>The server is overloaded, or a part that it needs cannot be reached.</summary>
    public const string Unavailable = "unavailable";
}
