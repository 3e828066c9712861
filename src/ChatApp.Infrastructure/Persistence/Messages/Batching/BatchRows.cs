using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Infrastructure.Persistence.Messages.Batching;

/// <summary>The rows that a batch works on: as they are under its locks, or as this node has left them.</summary>
internal sealed class BatchRows
{
    public Dictionary<Guid, Conversation> Conversations { get; } = [];

    public Dictionary<Guid, StreamCounter> Streams { get; } = [];

    /// <summary>Messages that their senders have sent before, by sender and client message id.</summary>
    public Dictionary<(Guid SenderId, Guid ClientMessageId), Message> Earlier { get; } = [];

    /// <summary>Place of the messages that are to be marked as read.</summary>
    public Dictionary<Guid, MessagePlace> Marked { get; } = [];
}
