using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;

namespace ChatApp.Application.Conversations;

/// <summary>Marks all messages up to one as read.</summary>
/// <inheritdoc/>
public sealed record MarkRead(Guid CallerId, Guid? UserId, Guid? MessageId) : MoveMark(CallerId, UserId, MessageId);

internal sealed class MarkReadValidator : AbstractValidator<MarkRead>
{
    public MarkReadValidator() => Include(new MoveMarkValidator());
}

internal sealed class MarkReadHandler(IConversationWriter writer) : IRequestHandler<MarkRead, Result<Unit>>
{
    public Task<Result<Unit>> Handle(MarkRead command, CancellationToken cancellationToken) =>
        writer.WriteAsync(new MarkReadWrite(command), cancellationToken);
}

internal sealed class MarkReadWrite(MarkRead command) : MoveMarkWrite(command)
{
    protected override bool Move(Member member, MessagePosition position) =>
        member.MarkRead(position.Seq, position.SentByFirst);

    protected override MarkEvent EventOf(MessagePosition message, IReadOnlyList<StreamPosition> positions) =>
        new MessagesRead(
            message.ConversationId,
            command.CallerId,
            command.UserId!.Value,
            message.MessageId,
            message.Seq,
            positions);
}
