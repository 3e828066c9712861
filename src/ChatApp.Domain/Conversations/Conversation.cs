using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Conversations;

/// <summary>
/// The conversation of two users, or of one with itself. It hands out <c>seq</c> and holds both read marks; whoever calls it holds
/// its row lock until the commit, or commits only if the row is still as it was.
/// </summary>
public sealed class Conversation
{
    private Conversation()
    {
    }

    /// <summary>UUID version 7, made by the server. Never on the wire: clients name a conversation by the other user.</summary>
    public Guid Id { get; private init; }

    /// <summary>The participant with the smaller id.</summary>
    public Guid FirstUserId { get; private init; }

    /// <summary>The participant with the greater id; the same one in notes to oneself.</summary>
    public Guid SecondUserId { get; private init; }

    /// <summary><c>seq</c> of the newest message; 0 before the first.</summary>
    public long LastSeq { get; private set; }

    /// <summary>How many of the messages came from the first user.</summary>
    public long SentByFirst { get; private set; }

    /// <summary>
    /// When the newest message was taken, by the clock of the node that took it; null before the first. A clock can be
    /// set back, so it may be earlier than that of the message before.
    /// </summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>
    /// The newest message; null before the first. By it a conversation is told from one of the same length that ends
    /// with another message, as a database has it that has lost its last commits and was given others.
    /// </summary>
    public Guid? LastMessageId { get; private set; }

    /// <summary>How far the first user has read.</summary>
    public ReadMark FirstRead { get; private set; }

    /// <summary>How far the second user has read.</summary>
    public ReadMark SecondRead { get; private set; }

    /// <summary>A conversation without messages.</summary>
    public static Conversation Open(Guid id, ParticipantPair pair) => new()
    {
        Id = id,
        FirstUserId = pair.First,
        SecondUserId = pair.Second,
    };

    /// <summary>The conversation as a store has it.</summary>
    public static Conversation Restore(
        Guid id,
        ParticipantPair pair,
        long lastSeq,
        long sentByFirst,
        DateTimeOffset? lastAt,
        Guid? lastMessageId,
        ReadMark firstRead,
        ReadMark secondRead) => new()
        {
            Id = id,
            FirstUserId = pair.First,
            SecondUserId = pair.Second,
            LastSeq = lastSeq,
            SentByFirst = sentByFirst,
            LastAt = lastAt,
            LastMessageId = lastMessageId,
            FirstRead = firstRead,
            SecondRead = secondRead,
        };

    /// <summary>Adds a message at the end.</summary>
    /// <param name="draft">What is said, and by whom.</param>
    /// <param name="now">
    /// The time by the writer's clock. Only <c>seq</c> says in which order messages were taken.
    /// </param>
    /// <param name="senderStream">The sender's stream.</param>
    /// <param name="recipientStream">The recipient's stream; the same object in a note to oneself.</param>
    public MessageSent Post(MessageDraft draft, DateTimeOffset now, StreamCounter senderStream, StreamCounter recipientStream)
    {
        LastSeq++;
        if (draft.SenderId == FirstUserId)
        {
            SentByFirst++;
        }

        (LastAt, LastMessageId) = (now, draft.Id);

        var message = Message.Restore(
            draft.Id,
            Id,
            LastSeq,
            draft.SenderId,
            draft.SenderId == FirstUserId ? SecondUserId : FirstUserId,
            draft.Content,
            now,
            draft.ClientMessageId,
            SentByFirst);

        return new MessageSent(message, draft.SenderUsername, Append(senderStream, recipientStream));
    }

    /// <summary>Marks all messages up to one as read by a participant. A mark never moves backwards.</summary>
    /// <param name="readerId">Who has read.</param>
    /// <param name="messageId">The last message that was read.</param>
    /// <param name="mark">The mark that stands at it.</param>
    /// <param name="readerStream">The reader's stream.</param>
    /// <param name="peerStream">The other's stream; the same object in notes to oneself.</param>
    /// <returns>The event, or null when that much had been read before.</returns>
    public MessagesRead? MarkRead(Guid readerId, Guid messageId, ReadMark mark, StreamCounter readerStream, StreamCounter peerStream)
    {
        var isFirst = readerId == FirstUserId;
        if (mark.Seq <= (isFirst ? FirstRead : SecondRead).Seq)
        {
            return null;
        }

        if (isFirst)
        {
            FirstRead = mark;
        }

        if (readerId == SecondUserId)
        {
            SecondRead = mark;
        }

        var peerId = isFirst ? SecondUserId : FirstUserId;
        return new MessagesRead(Id, readerId, peerId, messageId, mark.Seq, Append(readerStream, peerStream));
    }

    private static StreamPosition[] Append(StreamCounter one, StreamCounter other) =>
        ReferenceEquals(one, other) ? [one.Advance()] : [one.Advance(), other.Advance()];
}
