using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>A message that is to be added to its conversation, once, however often it is sent.</summary>
internal sealed class AppendRequest(NewMessage message) : WriteRequest<AppendedMessage>(message.SenderId, message.RecipientId)
{
    public override bool OpensConversation => true;

    public override Error WithoutConversation => MessageErrors.RecipientNotFound;

    public override void AddKeys(BatchKeys keys)
    {
        if (message.ClientMessageId is { } clientMessageId)
        {
            keys.AddRepeat(message.SenderId, clientMessageId);
        }
    }

    public override void Apply(WriteBatch batch)
    {
        var senderUsername = Conversation!.UsernameOf(message.SenderId);
        if (batch.FindEarlier(message.SenderId, message.ClientMessageId) is { } earlier)
        {
            var isSame = earlier.RecipientId == message.RecipientId && earlier.Content == message.Content;
            Decision = isSame
                ? new AppendedMessage(earlier, senderUsername, IsRepeat: true, batch.StreamOf(message.SenderId).Head)
                : MessageErrors.ClientMessageIdConflict;
            return;
        }

        var now = batch.Now();
        var draft = new MessageDraft(
            Guid.CreateVersion7(now), message.SenderId, senderUsername, message.Content, message.ClientMessageId);
        var sent = batch.ConversationOf(this).Post(
            draft, now, batch.StreamOf(message.SenderId), batch.StreamOf(message.RecipientId));
        batch.Add(sent);
        Decision = new AppendedMessage(sent.Message, senderUsername, IsRepeat: false, batch.StreamOf(message.SenderId).Head);
    }
}
