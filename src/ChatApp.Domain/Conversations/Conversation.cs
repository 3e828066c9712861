using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Conversations;

/// <summary>
/// A conversation of two users, or the notes of one user to themselves. It numbers the messages. State that belongs to
/// only one of its users, such as the read mark, is in <see cref="Member"/>.
/// </summary>
/// <remarks>
/// A writer either holds the row lock until the commit, or commits only if the row has not changed since it was read.
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

    /// <summary>The member with the greater id; equal to <see cref="FirstUserId"/> for notes to oneself.</summary>
    public Guid SecondUserId { get; internal set; }

    /// <summary><c>seq</c> of the newest message; 0 before the first.</summary>
    public long LastSeq { get; internal set; }

    /// <summary>Number of messages that the first user wrote.</summary>
    public long SentByFirst { get; internal set; }

    /// <summary>
    /// When the server accepted the newest message, by the clock of the accepting node; null before the first message.
    /// A clock can be set back, so this time may be earlier than the previous message's time.
    /// </summary>
    public DateTimeOffset? LastAt { get; internal set; }

    /// <summary>
    /// Id of the newest message; null before the first. Two versions of a conversation can have equal length but
    /// different messages, for example after the database has lost its last commits. This id tells them apart.
    /// </summary>
    public Guid? LastMessageId { get; internal set; }

    /// <summary>
    /// Counts changes of facts that decisions read from other rows, such as whether a user is a member or blocks
    /// another. A write that changes such a fact must raise this number, so that no node decides on cached, stale
    /// facts.
    /// </summary>
    public long Revision { get; internal set; }

    /// <summary>The two users. A pair is unique among conversations.</summary>
    public ParticipantPair Pair => ParticipantPair.Of(FirstUserId, SecondUserId);

    /// <summary>Creates the members of a new conversation: its two users, or one for notes to oneself.</summary>
    public IEnumerable<Member> JoinAll() => Pair.Users.Select(userId => Member.Join(Id, userId));

    /// <summary>Creates a conversation without messages.</summary>
    public static Conversation Open(Guid id, ParticipantPair pair) =>
        new() { Id = id, FirstUserId = pair.First, SecondUserId = pair.Second };

    /// <summary>Adds a message at the end.</summary>
    /// <param name="id">UUID version 7 of the message.</param>
    /// <param name="senderId">The author; must be a member.</param>
    /// <param name="content">The text, within the rules of <see cref="MessageContent"/>.</param>
    /// <param name="clientMessageId">The sender's own id for the message, or null.</param>
    /// <param name="now">The time by the clock of this node. Only <c>seq</c> defines the order of messages.</param>
    /// <param name="replyToId">The message of this conversation that it answers, or null.</param>
    /// <param name="data">The client's own data as <see cref="MessageData.Json"/>, or null.</param>
    public Message Post(
        Guid id,
        Guid senderId,
        string content,
        Guid? clientMessageId,
        DateTimeOffset now,
        Guid? replyToId = null,
        string? data = null)
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
            ReplyToId = replyToId,
            Data = data,
            SentByFirst = SentByFirst,
        };
    }

    /// <summary>Records that a fact has changed that decisions read from other rows of the conversation.</summary>
    public void RaiseRevision() => Revision++;

    /// <summary>A copy; changes to it do not affect this object.</summary>
    public Conversation Copy() => (Conversation)MemberwiseClone();
}
