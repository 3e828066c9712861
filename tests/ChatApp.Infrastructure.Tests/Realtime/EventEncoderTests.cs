using System.Text;
using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Tests.Databases;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class EventEncoderTests
{
    private static readonly Guid Alice = Guid.Parse("019c9400-0000-7000-8000-00000000000a");
    private static readonly Guid Bob = Guid.Parse("019c9400-0000-7000-8000-00000000000b");
    private static readonly Guid MessageId = Guid.Parse("019c9400-0000-7000-8000-00000000000c");
    private static readonly Guid ConversationId = Guid.Parse("019c9400-0000-7000-8000-00000000000e");
    private static readonly Guid ClientMessageId = Guid.Parse("019C9400-0000-7000-8000-00000000000D");

    [Test]
    public void A_message_frame_is_the_message_object_with_type_and_cursor()
    {
        var sent = new MessageSent(Message("Hello!", ClientMessageId), "alice", []);

        Assert.That(Encode(sent, Bob, 8), Is.EqualTo(OneLine(
            $$"""
            {"type":"message","id":"019c9400-0000-7000-8000-00000000000c",
            "sender_id":"019c9400-0000-7000-8000-00000000000a",
            "sender_username":"alice","recipient_id":"019c9400-0000-7000-8000-00000000000b","content":"Hello!",
            "created_at":"2026-02-25T12:00:00.123456+00:00","seq":17,
            "client_message_id":"019c9400-0000-7000-8000-00000000000d",
            "conversation_id":"019c9400-0000-7000-8000-00000000000e","reply_to_id":null,"edited_at":null,
            "deleted_at":null,"reactions":[],"data":null,"cursor":"{{StreamCursors.Issue(Bob, 8, FakeLog.FirstEpoch)}}"}
            """)));
    }

    [Test]
    public void An_event_allocates_little_more_than_its_bytes()
    {
        var sent = new MessageSent(Message(new string('a', 2_000), ClientMessageId), "alice", []);
        var length = EventEncoder.Encode(sent).Utf8.Length;

        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = EventEncoder.Encode(sent);
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.LessThan(length + 500));
    }

    [Test]
    public void A_missing_client_message_id_is_null()
    {
        Assert.That(
            Encode(new MessageSent(Message("Hello!", null), "alice", []), Bob, 8),
            Does.Contain(",\"client_message_id\":null,"));
    }

    [Test]
    public void A_read_mark_names_reader_peer_and_message()
    {
        var read = new MessagesRead(Guid.CreateVersion7(), Bob, Alice, MessageId, 17, []);

        Assert.That(Encode(read, Alice, 9), Is.EqualTo(OneLine(
            $$"""
            {"type":"read","user_id":"019c9400-0000-7000-8000-00000000000b",
            "peer_id":"019c9400-0000-7000-8000-00000000000a",
            "message_id":"019c9400-0000-7000-8000-00000000000c","seq":17,
            "cursor":"{{StreamCursors.Issue(Alice, 9, FakeLog.FirstEpoch)}}"}
            """)));
    }

    [Test]
    public void A_delivered_mark_has_the_fields_of_a_read_mark()
    {
        var delivered = new MessagesDelivered(Guid.CreateVersion7(), Bob, Alice, MessageId, 17, []);

        Assert.That(Encode(delivered, Alice, 9), Does.StartWith(OneLine(
            """
            {"type":"delivered","user_id":"019c9400-0000-7000-8000-00000000000b",
            "peer_id":"019c9400-0000-7000-8000-00000000000a",
            "message_id":"019c9400-0000-7000-8000-00000000000c","seq":17,
            """)));
        Assert.That(EventEncoder.Encode(delivered).IsForEverySocket, Is.False);
    }

    [Test]
    public void New_names_have_the_fields_of_the_contract()
    {
        var updated = new UserUpdated(Alice, "alice", "Alice", []);

        Assert.That(Encode(updated, Bob, 9), Does.StartWith(OneLine(
            """
            {"type":"user_updated","user_id":"019c9400-0000-7000-8000-00000000000a","username":"alice",
            "display_name":"Alice",
            """)));
        Assert.That(EventEncoder.Encode(updated).IsForEverySocket, Is.False);
    }

    [Test]
    public void An_updated_conversation_names_the_other_user_and_all_three_values()
    {
        var updated = new ConversationUpdated(Alice, Archived: true, Muted: false, Pinned: true, []);

        Assert.That(Encode(updated, Bob, 9), Is.EqualTo(OneLine(
            $$"""
            {"type":"conversation_updated","user_id":"019c9400-0000-7000-8000-00000000000a",
            "archived":true,"muted":false,"pinned":true,"cursor":"{{StreamCursors.Issue(Bob, 9, FakeLog.FirstEpoch)}}"}
            """)));
        Assert.That(EventEncoder.Encode(updated).IsForEverySocket, Is.False);
    }

    [TestCase("é 漢 👩‍👩‍👧 \uffff <b>&'+")]
    [TestCase("quote \" backslash \\ newline \n tab \t \u0001 \u2028 \u007f")]
    public void A_text_is_not_changed(string content)
    {
        using var json = System.Text.Json.JsonDocument.Parse(
            Encode(new MessageSent(Message(content, null), "alice", []), Bob, 8));

        Assert.That(json.RootElement.GetProperty("content").GetString(), Is.EqualTo(content));
    }

    [Test]
    public void Letters_of_every_script_are_not_escaped()
    {
        Assert.That(
            Encode(new MessageSent(Message("é漢я<'", null), "alice", []), Bob, 8),
            Does.Contain("\"content\":\"é漢я<'\""));
    }

    [Test]
    public void A_socket_that_wants_only_messages_gets_no_other_events()
    {
        var sent = new MessageSent(Message("Hello!", null), "alice", []);
        var read = new MessagesRead(Guid.CreateVersion7(), Bob, Alice, MessageId, 17, []);

        Assert.That(EventEncoder.Encode(sent).IsForEverySocket, Is.True);
        Assert.That(EventEncoder.Encode(read).IsForEverySocket, Is.False);
    }

    [Test]
    public void A_repeat_is_marked_and_has_no_cursor()
    {
        var text = Encoding.UTF8.GetString(
            new EventEncoder().EncodeRepeat(MessageDto.From(Message("Hello!", ClientMessageId), "alice")));

        Assert.That(text, Does.StartWith("""{"type":"message","id":"019c9400-0000-7000-8000-00000000000c","""));
        Assert.That(text, Does.EndWith(OneLine(
            """
            ,"conversation_id":"019c9400-0000-7000-8000-00000000000e","reply_to_id":null,"edited_at":null,
            "deleted_at":null,"reactions":[],"data":null,"repeat":true}
            """)));
    }

    private static string OneLine(string text) => text.ReplaceLineEndings("");

    private static string Encode(StoredEvent storedEvent, Guid userId, long number) => Encoding.UTF8.GetString(
        new EventEncoder().Encode(new LoggedEvent(number, storedEvent), userId, FakeLog.FirstEpoch).Span);

    private static Message Message(string content, Guid? clientMessageId) => new()
    {
        Id = MessageId,
        ConversationId = ConversationId,
        Seq = 17,
        SenderId = Alice,
        RecipientId = Bob,
        Content = content,
        CreatedAt = TestTime.Noon.AddMicroseconds(123_456),
        ClientMessageId = clientMessageId,
        SentByFirst = 9,
    };
}
