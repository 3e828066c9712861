using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>Expected failures of calls about messages.</summary>
public static class MessageErrors
{
    /// <summary>The recipient does not exist.</summary>
    public static readonly Error RecipientNotFound =
        new(ErrorKind.NotFound, ErrorCodes.RecipientNotFound, "The recipient does not exist.");

    /// <summary>
    /// The message does not exist, or it is in a conversation of other users, which the caller must not learn.
    /// </summary>
    public static readonly Error MessageNotFound =
        new(ErrorKind.NotFound, ErrorCodes.MessageNotFound, "There is no such message.");

    /// <summary>Only the sender may change or delete a message.</summary>
    public static readonly Error NotSender =
        new(ErrorKind.Forbidden, ErrorCodes.NotSender, "Only the sender may change or delete a message.");

    /// <summary>One of the two users blocks the other. The error does not reveal which one.</summary>
    public static readonly Error Blocked =
        new(ErrorKind.Forbidden, ErrorCodes.Blocked, "You and this user cannot write to each other.");

    /// <summary>The message already has as many different reactions as it can have.</summary>
    public static readonly Error TooManyReactions = new(
        ErrorKind.Conflict,
        ErrorCodes.TooManyReactions,
        $"A message has at most {Reaction.MaxPerMessage} different reactions.");

    /// <summary>A deleted message cannot be changed.</summary>
    public static readonly Error MessageDeleted =
        new(ErrorKind.Conflict, ErrorCodes.MessageDeleted, "This message has been deleted.");

    /// <summary>The client message id was already used for a different message.</summary>
    public static readonly Error ClientMessageIdConflict = new(
        ErrorKind.Conflict,
        ErrorCodes.ClientMessageIdConflict,
        "This client_message_id was already used for another message.");
}
