using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Conversations;

/// <summary>
/// A conversation: two users who write to one another, or one user's notes to itself. It numbers the messages. What
/// belongs to one of its users alone, such as the read mark, is in <see cref="Member"/>.
/// </summary>
/// <remarks>
/// Whoever changes it holds its row lock until the commit, or commits only if the row is still as it was.
/// </remarks>
public sealed class Conversation
{
    internal Conversation()
    {
    }

    /// <summary>UUID version 7, made by the server.</summary>
    public Guid Id { get; internal set; }

    /// <summary>The member with the smaller id.</summary>
    public Guid FirstUserId { get; internal set; }

    /// <summary>The member with the greater id; the same user in notes to oneself.</summary>
    public Guid SecondUserId { get; internal set; }

    /// <summary><c>seq</c> of the newest message; 0 before the first.</summary>
    public long LastSeq { get; internal set; }

    /// <summary>How many of the messages the first user wrote.</summary>
    public long SentByFirst { get; internal set; }

    /// <summary>
    /// When the newest message was taken, by the clock of the node that took it; null before the first. A clock can be
    /// set back, so it may be earlier than that of the message before.
    /// </summary>
    public DateTimeOffset? LastAt { get; internal set; }

    /// <summary>
    /// The newest message; null before the first. It tells this conversation from one of the same length that ends with
    /// another message, as in a database that lost its last commits and then took others.
    /// </summary>
    public Guid? LastMessageId { get; internal set; }

    /// <summary>
    /// Counts the changes of facts that decisions read and that are in other rows: whether somebody is a member, or
    /// blocks another. A write that changes such a fact raises it, so no other node decides on what it remembers.
    /// </summary>
    public long Revision { get; internal set; }

    /// <summary>The two users; unique among conversations.</summary>
    public ParticipantPair Pair => ParticipantPair.Of(FirstUserId, SecondUserId);

    /// <summary>A conversation without messages.</summary>
    public static Conversation Open(Guid id, ParticipantPair pair) =>
        new() { Id = id, FirstUserId = pair.First, SecondUserId = pair.Second };

    /// <summary>Adds a message at the end.</summary>
    /// <param name="id">UUID version 7 of the message.</param>
    /// <param name="senderId">Who writes; a member.</param>
    /// <param name="content">The text, within the rules of <see cref="MessageContent"/>.</param>
    /// <param name="clientMessageId">The sender's own id for it, or null.</param>
    /// <param name="now">The time by the writer's clock. Only <c>seq</c> gives the order of messages.</param>
    public Message Post(Guid id, Guid senderId, string content, Guid? clientMessageId, DateTimeOffset now)
    {
        LastSeq++;
        SentByFirst += senderId == FirstUserId ? 1 : 0;
        (LastAt, LastMessageId) = (now, id);
        return new Message
        {
            Id = id,
            ConversationId = Id,
            Seq = LastSeq,
            SenderId = senderId,
            RecipientId = Pair.PeerOf(senderId),
            Content = content,
            CreatedAt = now,
            ClientMessageId = clientMessageId,
            SentByFirst = SentByFirst,
        };
    }

    /// <summary>A copy that can be changed while this one stays as it is.</summary>
    public Conversation Copy() => (Conversation)MemberwiseClone();
}
