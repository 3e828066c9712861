using System.Globalization;
using ChatApp.Application.Common;
using ChatApp.Domain.Messages;
using FluentValidation;
using MediatR;

namespace ChatApp.Application.Messages;

/// <summary>Sends a message: the one way in, for REST and for sockets.</summary>
public sealed record SendMessage(Guid SenderId, Guid? RecipientId, string? Content, Guid? ClientMessageId)
    : IRequest<Result<SentMessage>>
{
    /// <summary>Its name alone: what is logged must not hold the text of a message.</summary>
    public override string ToString() => nameof(SendMessage);
}

/// <summary>A message that was sent.</summary>
/// <param name="Message">The message as stored.</param>
/// <param name="IsRepeat">Whether this call repeated an earlier one, so that nothing was stored or delivered again.</param>
/// <param name="StreamHead">Number of the newest event of the sender's stream then: the message's own event is this one or an earlier one.</param>
public sealed record SentMessage(MessageDto Message, bool IsRepeat, long StreamHead);

internal sealed class SendMessageValidator : AbstractValidator<SendMessage>
{
    public SendMessageValidator()
    {
        RuleFor(command => command.RecipientId).IsRequired();
        RuleFor(command => command.Content).Cascade(CascadeMode.Stop).IsRequired()
            .Must(content => content!.Length <= MessageContent.MaxLength)
            .WithMessage(string.Create(
                CultureInfo.InvariantCulture, $"A message has at most {MessageContent.MaxLength:N0} characters."))
            .IsWellFormed()
            .Must(content => !MessageContent.IsBlank(content!))
            .WithMessage("A message must not be empty or white space alone.");
    }
}

internal sealed class SendMessageHandler(IMessageStore messages, ISendLimits limits)
    : IRequestHandler<SendMessage, Result<SentMessage>>
{
    /// <remarks>
    /// Up to the store's queue nothing here waits, so the messages of one socket reach the queue in the order of their frames.
    /// </remarks>
    public async Task<Result<SentMessage>> Handle(SendMessage command, CancellationToken cancellationToken)
    {
        var message = new NewMessage(command.SenderId, command.RecipientId!.Value, command.Content!, command.ClientMessageId);
        if (limits.CountMessage(message) is { } refusal)
        {
            return refusal;
        }

        var appended = await messages.AppendAsync(message, cancellationToken);
        if (!appended.IsSuccess)
        {
            return appended.Error;
        }

        if (appended.Value.IsRepeat)
        {
            limits.GiveBack(message);
        }

        return new SentMessage(
            MessageDto.From(appended.Value.Message, appended.Value.SenderUsername),
            appended.Value.IsRepeat,
            appended.Value.StreamHead);
    }
}
