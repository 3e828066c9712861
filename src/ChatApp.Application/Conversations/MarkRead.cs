using ChatApp.Application.Common;
using FluentValidation;
using MediatR;

namespace ChatApp.Application.Conversations;

/// <summary>Marks all messages of the caller's conversation with a user, up to one of them, as read.</summary>
public sealed record MarkRead(Guid ReaderId, Guid? UserId, Guid? MessageId) : IRequest<Result<Unit>>;

internal sealed class MarkReadValidator : AbstractValidator<MarkRead>
{
    public MarkReadValidator()
    {
        RuleFor(command => command.UserId).IsRequired();
        RuleFor(command => command.MessageId).IsRequired();
    }
}

internal sealed class MarkReadHandler(IConversationStore conversations) : IRequestHandler<MarkRead, Result<Unit>>
{
    public Task<Result<Unit>> Handle(MarkRead command, CancellationToken cancellationToken) =>
        conversations.MarkReadAsync(command.ReaderId, command.UserId!.Value, command.MessageId!.Value, cancellationToken);
}
