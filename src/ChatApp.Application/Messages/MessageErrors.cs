namespace ChatApp.Application.Messages;

/// <summary>Expected failures around messages.</summary>
public static class MessageErrors
{
    /// <summary>Nobody there to write to.</summary>
    public static readonly Error RecipientNotFound =
        new(ErrorKind.NotFound, ErrorCodes.RecipientNotFound, "There is no such user to write to.");

    /// <summary>No such message, or one of others, which is as if there were none.</summary>
    public static readonly Error MessageNotFound =
        new(ErrorKind.NotFound, ErrorCodes.MessageNotFound, "There is no such message in this conversation.");

    /// <summary>Only the sender may change a message.</summary>
    public static readonly Error NotSender =
        new(ErrorKind.Forbidden, ErrorCodes.NotSender, "Only its sender may change a message.");

    /// <summary>The message has been deleted, so there is no text to be changed.</summary>
    public static readonly Error MessageDeleted =
        new(ErrorKind.Conflict, ErrorCodes.MessageDeleted, "This message has been deleted.");

    /// <summary>The id that makes a repeat recognisable stands for something else.</summary>
    public static readonly Error ClientMessageIdConflict = new(
        ErrorKind.Conflict,
        ErrorCodes.ClientMessageIdConflict,
        "This client_message_id was used for another recipient or another text.");
}
