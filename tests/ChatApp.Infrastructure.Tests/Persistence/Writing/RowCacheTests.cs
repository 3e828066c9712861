using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Infrastructure.Persistence.Writing;

namespace ChatApp.Infrastructure.Tests.Persistence.Writing;

internal sealed class RowCacheTests
{
    private readonly RowCache _cache = new();

    [Test]
    public void Rows_of_a_batch_are_found_until_they_are_removed()
    {
        var known = NewConversation();
        Assert.That(_cache.Find(KeysOf(known)), Is.Null);

        Keep(known);
        Assert.That(
            _cache.Find(KeysOf(known))!.Streams.Keys, Is.EquivalentTo(new[] { known.Pair.First, known.Pair.Second }));
        Assert.That(_cache.Find(KeysOf(known, NewConversation())), Is.Null, "one of the rows is not cached");

        _cache.Forget(KeysOf(known));
        Assert.That(_cache.Find(KeysOf(known)), Is.Null);
    }

    [Test]
    public void Positions_of_messages_sent_or_read_here_are_cached()
    {
        var known = NewConversation();
        Keep(known);
        var keys = KeysOf(known);
        var position = new MessagePosition(Guid.CreateVersion7(), known.Id, 1, 1);
        keys.AddPosition(position.MessageId);
        Assert.That(_cache.Find(keys), Is.Null);

        var rows = RowsOf(known);
        rows.Positions.Add(position.MessageId, position);
        _cache.Keep(rows, new WriteBatch(rows, TimeProvider.System));

        Assert.That(_cache.Find(keys)!.Positions.Values, Is.EqualTo(new[] { position }));
    }

    [Test]
    public void A_batch_that_needs_a_full_message_is_not_served_from_the_cache()
    {
        var known = NewConversation();
        Keep(known);
        var keys = KeysOf(known);
        keys.AddMessage(Guid.CreateVersion7());

        Assert.That(_cache.Find(keys), Is.Null);
    }

    [Test]
    public void The_number_of_rows_is_limited()
    {
        var first = NewConversation();
        Keep(first);
        var last = first;
        for (var i = 0; i < 2 * RowCache.MaxRows; i++)
        {
            Keep(last = NewConversation());
        }

        Assert.That(_cache.Find(KeysOf(first)), Is.Null);
        Assert.That(_cache.Find(KeysOf(last)), Is.Not.Null);
    }

    [Test]
    public void A_newer_message_takes_over_the_slot_of_an_older_one()
    {
        var positions = new PositionCache();
        var first = new MessagePosition(Guid.CreateVersion7(), Guid.CreateVersion7(), Seq: 1, SentByFirst: 1);
        positions.Set(first);
        Assert.That(positions.TryGetValue(first.MessageId, out var found), Is.True);
        Assert.That(found, Is.EqualTo(first));

        var newer = first;
        while (positions.TryGetValue(first.MessageId, out _))
        {
            positions.Set(newer = first with { MessageId = Guid.CreateVersion7(), Seq = newer.Seq + 1 });
        }

        Assert.That(positions.TryGetValue(newer.MessageId, out found), Is.True);
        Assert.That(found, Is.EqualTo(newer));
        positions.Remove(first.MessageId);
        Assert.That(positions.TryGetValue(newer.MessageId, out _), Is.True);
        positions.Remove(newer.MessageId);
        Assert.That(positions.TryGetValue(newer.MessageId, out _), Is.False);
    }

    private static KnownConversation NewConversation() => new(
        Guid.CreateVersion7(), ParticipantPair.Of(Guid.CreateVersion7(), Guid.CreateVersion7()), "first", "second");

    private static WriteKeys KeysOf(params KnownConversation[] conversations)
    {
        var keys = new WriteKeys();
        foreach (var known in conversations)
        {
            keys.AddConversation(known);
        }

        return keys;
    }

    private static WriteRows RowsOf(KnownConversation known)
    {
        var rows = new WriteRows();
        rows.Conversations.Add(known.Id, Conversation.Open(known.Id, known.Pair));
        foreach (var userId in known.Pair.Users)
        {
            rows.Members.Add((known.Id, userId), Member.Join(known.Id, userId));
            rows.Streams.Add(userId, StreamCounter.Open(userId));
        }

        return rows;
    }

    private void Keep(KnownConversation known)
    {
        var rows = RowsOf(known);
        _cache.Keep(rows, new WriteBatch(rows, TimeProvider.System));
    }
}
