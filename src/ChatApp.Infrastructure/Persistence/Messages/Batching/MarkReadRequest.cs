using ChatApp.Application.Common;
using ChatApp.Application.Messages;
using ChatApp.Domain.Conversations;
using MediatR;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>A read mark that is to be moved forward.</summary>
internal sealed class MarkReadRequest(Guid readerId, Guid peerId, Guid messageId) : WriteRequest<Unit>(readerId, peerId)
{
    public override bool OpensConversation => false;

    public override Error WithoutConversation => MessageErrors.MessageNotFound;

    public override void AddKeys(BatchKeys keys) => keys.AddMarked(messageId);

    public override void Apply(WriteBatch batch)
    {
        if (batch.FindPlace(ConversationId, messageId) is not { } place)
        {
            Decision = MessageErrors.MessageNotFound;
            return;
        }

        var mark = new ReadMark(place.Seq, place.SentByFirst);
        var read = batch.ConversationOf(this).MarkRead(UserId, messageId, mark, batch.StreamOf(UserId), batch.StreamOf(PeerId));
        if (read is not null)
        {
            batch.Add(read);
        }

        Decision = Unit.Value;
    }
}
