using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Events;

internal sealed class MessageSentKind : MessageEventKind<MessageSent>
{
    public override short Number => 1;

    public override string WireName => "message";

    public override string Summary => "A new message.";

    public override bool IsForEverySocket => true;

    protected override MessageSent Make(
        Message message, string senderUsername, IReadOnlyList<StreamPosition> positions) =>
        new(message, senderUsername, positions);
}
