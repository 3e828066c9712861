using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Events;

internal sealed class MessageEditedKind : MessageEventKind<MessageEdited>
{
    public override short Number => 3;

    public override string WireName => "message_edited";

    public override string Summary => "The sender has edited a message; the event shows its current text.";

    protected override MessageEdited Make(
        Message message, string senderUsername, IReadOnlyList<StreamPosition> positions) =>
        new(message, senderUsername, positions);
}
