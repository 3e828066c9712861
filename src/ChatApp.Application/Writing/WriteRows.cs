using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Writing;

/// <summary>
/// The rows that a batch decides on, read from the database under locks or taken from this node's row cache.
/// </summary>
/// <remarks>A batch never changes these rows, only copies of them.</remarks>
public sealed class WriteRows
{
    /// <summary>Conversations by id.</summary>
    public Dictionary<Guid, Conversation> Conversations { get; } = [];

    /// <summary>Members by conversation and user.</summary>
    public Dictionary<(Guid ConversationId, Guid UserId), Member> Members { get; } = [];

    /// <summary>Streams by user.</summary>
    public Dictionary<Guid, StreamCounter> Streams { get; } = [];

    /// <summary>Messages that are already stored, by sender and client message id.</summary>
    public Dictionary<(Guid SenderId, Guid ClientMessageId), Message> Repeats { get; } = [];

    /// <summary>Positions of messages, by message.</summary>
    public Dictionary<Guid, MessagePosition> Positions { get; } = [];

    /// <summary>Messages with their text, by id.</summary>
    public Dictionary<Guid, Message> Messages { get; } = [];
}
