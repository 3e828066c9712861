using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Application.Conversations;

/// <summary>Marks all messages up to one as delivered: a device of the caller has them.</summary>
/// <inheritdoc/>
public sealed record MarkDelivered(Guid CallerId, Guid? UserId, Guid? MessageId)
    : MoveMark(CallerId, UserId, MessageId);

internal sealed class MarkDeliveredValidator : AbstractValidator<MarkDelivered>
{
    public MarkDeliveredValidator() => Include(new MoveMarkValidator());
}

internal sealed class MarkDeliveredHandler(IConversationWriter writer) : IRequestHandler<MarkDelivered, Result<Unit>>
{
    public Task<Result<Unit>> Handle(MarkDelivered command, CancellationToken cancellationToken) =>
        writer.WriteAsync(new MarkDeliveredWrite(command), cancellationToken);
}

internal sealed class MarkDeliveredWrite(MarkDelivered command) : MoveMarkWrite(command)
{
    protected override bool Move(Member member, MessagePosition position) =>
        member.MarkDelivered(position.Seq);

    protected override MarkEvent EventOf(MessagePosition message, IReadOnlyList<StreamPosition> positions) =>
        new MessagesDelivered(
            message.ConversationId,
            command.CallerId,
            command.UserId!.Value,
            message.MessageId,
            message.Seq,
            positions);
}
