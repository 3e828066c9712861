using ChatApp.Application.Users;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Messages;

/// <summary>Sends a message. Both REST and sockets use this command.</summary>
public sealed record SendMessage(
    Guid SenderId,
    Guid? RecipientId,
    string? Content,
    Guid? ClientMessageId,
    Guid? ReplyToId = null,
    MessageData? Data = null)
    : SensitiveRecord, IRequest<Result<SentMessage>>;

/// <summary>A message that was sent.</summary>
/// <param name="Message">The message as stored.</param>
/// <param name="SenderUsername">The sender's name.</param>
/// <param name="IsRepeat">
/// Whether this call repeated an earlier one, so that nothing was stored or delivered again.
/// </param>
/// <param name="StreamHead">
/// Number of the newest event of the sender's stream at that time. The message's own event has this number or a lower
/// one.
/// </param>
public sealed record SentMessage(Message Message, string SenderUsername, bool IsRepeat, long StreamHead)
    : SensitiveRecord;

internal sealed class SendMessageValidator : AbstractValidator<SendMessage>
{
    public SendMessageValidator()
    {
        RuleFor(command => command.RecipientId).IsRequired();
        RuleFor(command => command.Content).IsMessageText();
    }
}

internal sealed class SendMessageHandler(IConversationWriter writer, ISendLimits limits, SendMetrics metrics)
    : IRequestHandler<SendMessage, Result<SentMessage>>
{
    /// <remarks>
    /// There is no asynchronous wait before the writer's queue, so the messages of one socket enter the queue in the
    /// order of their frames.
    /// </remarks>
    public async Task<Result<SentMessage>> Handle(SendMessage command, CancellationToken cancellationToken)
    {
        var sent = await SendAsync(command, cancellationToken);
        metrics.Ended(sent);
        return sent;
    }

    private async Task<Result<SentMessage>> SendAsync(SendMessage command, CancellationToken cancellationToken)
    {
        // A rule of the validator would cost each message without data some allocations.
        if (command.Data?.Problem is { } problem)
        {
            return Error.Validation("data", problem);
        }

        if (limits.CountMessage(command) is { } refusal)
        {
            return refusal;
        }

        var sent = await writer.WriteAsync(new SendMessageWrite(command, limits), cancellationToken);
        if (sent is { IsSuccess: true, Value.IsRepeat: true })
        {
            limits.GiveBack(command);
        }

        return sent;
    }
}

/// <summary>The decision: a repeat returns the message as it is now; a new message gets the next number.</summary>
internal sealed class SendMessageWrite(SendMessage command, ISendLimits limits)
    : ConversationWrite<SentMessage>(WriteTarget.With(command.SenderId, command.RecipientId!.Value))
{
    // The first message of a conversation has no message to answer.
    public override bool OpensConversation => command.ReplyToId is null;

    public override Error WithoutConversation =>
        OpensConversation ? MessageErrors.RecipientNotFound : MessageErrors.MessageNotFound;

    // Notes reach no other user, so they do not count as new conversations.
    private bool IsNote => command.SenderId == command.RecipientId;

    public override Error? AdmitOpening() => IsNote ? null : limits.CountNewConversation(command.SenderId);

    public override void GiveBackOpening()
    {
        if (!IsNote)
        {
            limits.GiveBackNewConversation(command.SenderId);
        }
    }

    public override void AddKeys(WriteKeys keys)
    {
        if (command.ClientMessageId is { } clientMessageId)
        {
            keys.AddRepeat(command.SenderId, clientMessageId);
        }

        if (command.ReplyToId is { } replyToId)
        {
            keys.AddPosition(replyToId);
        }
    }

    public override Result<SentMessage> Decide(ConversationState state)
    {
        var username = state.UsernameOf(command.SenderId);
        if (command.ClientMessageId is { } id && state.Repeat(command.SenderId, id) is { } earlier)
        {
            return earlier.RecipientId == command.RecipientId
                && earlier.WasSentAs(command.Content!, command.Data?.Json)
                ? new SentMessage(earlier, username, IsRepeat: true, state.StreamHead(command.SenderId))
                : MessageErrors.ClientMessageIdConflict;
        }

        if (state.IsClosed(command.SenderId))
        {
            return UserErrors.Gone;
        }

        if (state.IsClosed(command.RecipientId!.Value))
        {
            return MessageErrors.RecipientNotFound;
        }

        if (state.IsBlocked(command.SenderId))
        {
            return MessageErrors.Blocked;
        }

        if (command.ReplyToId is { } replyToId && state.Position(replyToId) is null)
        {
            // A repeat comes first, and is found among current rows only.
            state.RequireCurrentRows();
            return MessageErrors.MessageNotFound;
        }

        var (now, conversation) = (state.Now, state.Conversation);

        // The position in a member's list is the minute of the newest message.
        if (conversation.LastAt is not { } last || Member.MinuteOf(last) != Member.MinuteOf(now))
        {
            foreach (var member in state.Members)
            {
                member.ListAt(now);
            }
        }

        var message = conversation.Post(
            Guid.CreateVersion7(now),
            command.SenderId,
            command.Content!,
            command.ClientMessageId,
            now,
            command.ReplyToId,
            command.Data?.Json);
        state.Add(message);
        state.Raise(new MessageSent(message, username, state.Advance()));

        // A message of the other user ends the archiving. The message comes first, as the cause.
        if (!IsNote && state.Peek(message.RecipientId) is { Archived: true, Muted: false })
        {
            var recipient = state.Member(message.RecipientId);
            recipient.Arrange(conversation, archived: false, muted: null, pinned: null);
            state.Raise(ConversationUpdated.Of(recipient, command.SenderId, state.Advance(recipient.UserId)));
        }

        return new SentMessage(message, username, IsRepeat: false, state.StreamHead(command.SenderId));
    }
}
