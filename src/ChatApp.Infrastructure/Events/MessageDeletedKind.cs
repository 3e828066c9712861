using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Events;

internal sealed class MessageDeletedKind : MessageEventKind<MessageDeleted>
{
    public override short Number => 4;

    public override string WireName => "message_deleted";

    public override string Summary => "The sender has deleted a message; the event shows it without its text.";

    protected override MessageDeleted Make(
        Message message, string senderUsername, IReadOnlyList<StreamPosition> positions) =>
        new(message, senderUsername, positions);
}
