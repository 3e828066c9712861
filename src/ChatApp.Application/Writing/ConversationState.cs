using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Writing;

/// <summary>
/// The data for the decision of a write: its conversation, including the changes of earlier writes in the batch.
/// </summary>
/// <remarks>
/// All changes that a decision makes to these rows are written. If the rows came from the row cache, they are first
/// compared with the database. A decision that depends on another fact of the conversation must also change the
/// conversation, or each change of that fact must raise <see cref="Conversation.Revision"/>. If the decision changes
/// nothing because of that fact, it must call <see cref="RequireCurrentRows"/>.
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

    /// <summary>A member that the decision reads without a copy and must not change.</summary>
    internal Member Peek(Guid userId) => _batch.Peek(_known.Id, userId);

    /// <summary>
    /// Whether this member and the peer are separated by a block. If so, the decision is made on current rows, because
    /// another node may have lifted the block.
    /// </summary>
    public bool IsBlocked(Guid userId)
    {
        var isBlocked = Peek(userId).IsBlocked;
        if (isBlocked)
        {
            RequireCurrentRows();
        }

        return isBlocked;
    }

    /// <summary>
    /// Has the whole batch decided on rows that are locked and read first. For a decision that changes nothing: no
    /// commit would show that it was made on stale rows.
    /// </summary>
    public void RequireCurrentRows() => _batch.RequireCurrentRows();

    /// <summary>
    /// Whether the account of a member is closed. If so, the decision is made on current rows, which have repeats too.
    /// Only a decision with an event for this member may depend on an account that is open, because the commit then
    /// compares the member's stream.
    /// </summary>
    public bool IsClosed(Guid userId)
    {
        var isClosed = _batch.PeekStream(userId).IsClosed;
        if (isClosed)
        {
            RequireCurrentRows();
        }

        return isClosed;
    }

    /// <summary>The name of a member, which is not cached after the account was closed.</summary>
    public string UsernameOf(Guid userId) => IsClosed(userId) ? Username.OfClosed(userId) : _known.UsernameOf(userId);

    /// <summary>
    /// The message that this sender has already sent with this id, in any conversation; null if there is none.
    /// </summary>
    public Message? Repeat(Guid senderId, Guid clientMessageId) => _batch.Repeat(senderId, clientMessageId);

    /// <summary>The position of a message that was named as a key; null if it is not in this conversation.</summary>
    public MessagePosition? Position(Guid messageId) => _batch.Position(_known.Id, messageId);

    /// <summary>A message that was named as a key, to be changed; null if it is not in this conversation.</summary>
    public Message? Message(Guid messageId) => _batch.Message(_known.Id, messageId);

    /// <summary>Number of the newest event of a member's stream.</summary>
    public long StreamHead(Guid userId) => _batch.Stream(userId).Head;

    /// <summary>Adds a message that <see cref="Conversation.Post"/> has created.</summary>
    public void Add(Message message) => _batch.Add(message);

    /// <summary>Takes the next number of each member's stream, for an event that concerns both.</summary>
    public StreamPosition[] Advance() =>
        _known.Pair.First == _known.Pair.Second
            ? [Advance(_known.Pair.First)]
            : [Advance(_known.Pair.First), Advance(_known.Pair.Second)];

    /// <summary>Takes the next number of one member's stream, for an event that concerns only this member.</summary>
    public StreamPosition Advance(Guid userId) => _batch.Stream(userId).Advance();

    /// <summary>Adds an event, which is stored in the commit and published after it.</summary>
    public void Raise(StoredEvent storedEvent) => _batch.Add(storedEvent);
}
