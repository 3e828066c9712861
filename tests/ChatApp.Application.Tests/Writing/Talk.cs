using ChatApp.Application.Common;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using Microsoft.Extensions.Time.Testing;

namespace ChatApp.Application.Tests.Writing;

/// <summary>An in-memory conversation of Alice and Bob, on which writes decide as they do in a batch.</summary>
internal sealed class Talk
{
    private readonly WriteRows _rows = new();

    public Talk(bool isNote = false)
    {
        Alice = Guid.CreateVersion7();
        Bob = isNote ? Alice : Guid.CreateVersion7();
        var pair = ParticipantPair.Of(Alice, Bob);
        var conversation = Conversation.Open(Guid.CreateVersion7(), pair);
        Known = new KnownConversation(conversation.Id, pair, NameOf(pair.First), NameOf(pair.Second));
        _rows.Conversations.Add(conversation.Id, conversation);
        foreach (var userId in pair.Users)
        {
            _rows.Members.Add((conversation.Id, userId), Member.Join(conversation.Id, userId));
            _rows.Streams.Add(userId, StreamCounter.Open(userId));
        }
    }

    public Guid Alice { get; }

    public Guid Bob { get; }

    public FakeTimeProvider Clock { get; } = new(Some.Noon);

    public KnownConversation Known { get; }

    public Conversation Conversation => _rows.Conversations[Known.Id];

    public Member MemberOf(Guid userId) => _rows.Members[(Known.Id, userId)];

    /// <summary>Closes the account of a user.</summary>
    public void Close(Guid userId) =>
        typeof(StreamCounter).GetProperty(nameof(StreamCounter.IsClosed))!.SetValue(_rows.Streams[userId], true);

    /// <summary>Starts a batch on the current rows, for several writes that decide one after another.</summary>
    public WriteBatch Begin() => new(_rows, Clock);

    /// <summary>Lets one write decide and keeps its changes, as a commit would.</summary>
    public Result<T> Decide<T>(ConversationWrite<T> write, out WriteBatch batch)
    {
        batch = Begin();
        var decision = write.Decide(batch.StateOf(Known));
        Keep(batch);
        return decision;
    }

    /// <summary>Makes a message known to later writes: as a repeat, by its position and in full.</summary>
    public void Load(Message message)
    {
        if (message.ClientMessageId is { } clientMessageId)
        {
            _rows.Repeats[(message.SenderId, clientMessageId)] = message;
        }

        _rows.Positions[message.Id] = MessagePosition.Of(message);
        _rows.Messages[message.Id] = message;
    }

    private string NameOf(Guid userId) => userId == Alice ? "alice" : "bob";

    private void Keep(WriteBatch batch)
    {
        foreach (var change in batch.Conversations)
        {
            _rows.Conversations[change.Now.Id] = change.Now;
        }

        foreach (var change in batch.Members)
        {
            _rows.Members[(change.Now.ConversationId, change.Now.UserId)] = change.Now;
        }

        foreach (var change in batch.Streams)
        {
            _rows.Streams[change.Now.UserId] = change.Now;
        }

        foreach (var change in batch.Messages)
        {
            Load(change.Now);
        }

        foreach (var message in batch.NewMessages)
        {
            Load(message);
        }
    }
}
