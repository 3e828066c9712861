using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Writing;

/// <summary>What a write decides on: its conversation, as the writes before it in the batch have left it.</summary>
/// <remarks>
/// Whatever a decision changes on these rows is written, and is compared with the database first if the rows were
/// remembered. A decision that depends on another fact of the conversation has to change the conversation as well, or
/// the fact has to raise <see cref="Conversation.Revision"/>.
/// </remarks>
public readonly struct ConversationState
{
    private readonly WriteBatch _batch;
    private readonly KnownConversation _known;

    internal ConversationState(WriteBatch batch, KnownConversation known) => (_batch, _known) = (batch, known);

    /// <summary>The conversation.</summary>
    public Conversation Conversation => _batch.Conversation(_known.Id);

    /// <summary>The time by this node's clock, in whole microseconds.</summary>
    public DateTimeOffset Now => _batch.Now;

    /// <summary>The members: two users, or one in notes to oneself.</summary>
    public IEnumerable<Member> Members
    {
        get
        {
            var (batch, known) = (_batch, _known);
            return known.Pair.Users.Select(userId => batch.Member(known.Id, userId));
        }
    }

    /// <summary>A member.</summary>
    public Member Member(Guid userId) => _batch.Member(_known.Id, userId);

    /// <summary>The name of a member.</summary>
    public string UsernameOf(Guid userId) => _known.UsernameOf(userId);

    /// <summary>
    /// The message that this sender has sent under this id before, or null; also of another conversation.
    /// </summary>
    public Message? Repeat(Guid senderId, Guid clientMessageId) => _batch.Repeat(senderId, clientMessageId);

    /// <summary>
    /// The position of a message that was named as a key; null when it is not one of this conversation.
    /// </summary>
    public MessagePosition? Position(Guid messageId) => _batch.Position(_known.Id, messageId);

    /// <summary>
    /// A message that was named as a key, to be changed; null when it is not one of this conversation.
    /// </summary>
    public Message? Message(Guid messageId) => _batch.Message(_known.Id, messageId);

    /// <summary>Number of the newest event of a member's stream.</summary>
    public long StreamHead(Guid userId) => _batch.Stream(userId).Head;

    /// <summary>Adds a message, which <see cref="Conversation.Post"/> has made.</summary>
    public void Add(Message message) => _batch.Add(message);

    /// <summary>Takes the next number of each member's stream, for an event that concerns them all.</summary>
    public StreamPosition[] Advance() =>
        _known.Pair.First == _known.Pair.Second
            ? [Advance(_known.Pair.First)]
            : [Advance(_known.Pair.First), Advance(_known.Pair.Second)];

    /// <summary>Takes the next number of one member's stream, for an event that concerns this one alone.</summary>
    public StreamPosition Advance(Guid userId) => _batch.Stream(userId).Advance();

    /// <summary>Adds an event, which is stored and, after the commit, published.</summary>
    public void Raise(StoredEvent storedEvent) => _batch.Add(storedEvent);
}
