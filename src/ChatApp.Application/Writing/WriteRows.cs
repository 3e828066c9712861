using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Writing;

/// <summary>
/// The rows that a batch is decided on: as the database has them under locks, or as this node remembers them.
/// </summary>
/// <remarks>A batch does not change these rows, but copies of them.</remarks>
public sealed class WriteRows
{
    /// <summary>Conversations by id.</summary>
    public Dictionary<Guid, Conversation> Conversations { get; } = [];

    /// <summary>Members by conversation and user.</summary>
    public Dictionary<(Guid ConversationId, Guid UserId), Member> Members { get; } = [];

    /// <summary>Streams by user.</summary>
    public Dictionary<Guid, StreamCounter> Streams { get; } = [];

    /// <summary>Messages that their senders have sent before, by sender and client message id.</summary>
    public Dictionary<(Guid SenderId, Guid ClientMessageId), Message> Repeats { get; } = [];

    /// <summary>Positions of messages, by message.</summary>
    public Dictionary<Guid, MessagePosition> Positions { get; } = [];

    /// <summary>Messages that are needed whole, by id.</summary>
    public Dictionary<Guid, Message> Messages { get; } = [];

    /// <summary>Adds a conversation.</summary>
    public void Add(Conversation row) => Conversations.Add(row.Id, row);

    /// <summary>Adds a member.</summary>
    public void Add(Member row) => Members.Add((row.ConversationId, row.UserId), row);

    /// <summary>Adds a stream.</summary>
    public void Add(StreamCounter row) => Streams.Add(row.UserId, row);

    /// <summary>Adds the position of a message.</summary>
    public void Add(MessagePosition row) => Positions.Add(row.MessageId, row);

    /// <summary>Adds a message that is needed whole.</summary>
    public void Add(Message row) => Messages.Add(row.Id, row);

    /// <summary>Adds a message that its sender has sent before, with a client message id.</summary>
    public void AddRepeat(Message row) => Repeats.Add((row.SenderId, row.ClientMessageId!.Value), row);
}
