namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SocketMessageTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task The_sender_gets_the_message_as_acknowledgement()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();

        await socket.SendMessageAsync(bob, "Hello!", id);

        var copy = await socket.NextAsync();
        Assert.That((copy.Type, copy.ClientMessageId, copy.Has("repeat")), Is.EqualTo(("message", (Guid?)id, false)));
        Assert.That(copy.Cursor, Is.Not.Null.And.Not.Empty);
        Assert.That(copy.Text("id"), Does.Match(Patterns.UuidV7));
        Assert.That(copy.Text("created_at"), Does.Match(Patterns.Time));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.EqualTo(new[] { copy.ToMessage() }));
    }

    [Test]
    public async Task The_event_is_the_message_object_with_type_and_cursor()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await bob.ConnectAsync(allEvents: false);

        var sent = await alice.HttpClient
            .PostObjectAsync(
                "api/v1/messages/dm",
                new { recipient_id = bob.Id, content = "Hello!", client_message_id = Guid.CreateVersion7() })
            .JsonAsync(HttpStatusCode.Created);

        var received = await socket.NextAsync();
        Assert.That(received.Type, Is.EqualTo("message"));
        Assert.That(received.Json.Names(), Is.EquivalentTo(sent.Names().Concat(["type", "cursor"])));
        foreach (var member in sent.EnumerateObject())
        {
            Assert.That(
                JsonElement.DeepEquals(received.Json.GetProperty(member.Name), member.Value), Is.True, member.Name);
        }
    }

    [Test]
    public async Task The_type_of_a_message_frame_is_optional()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendJsonAsync(
            new { recipient_id = bob.Id, content = "no type, and an unknown member", unknown = 5 });

        Assert.That((await socket.MessageAsync()).ClientMessageId, Is.Null);
    }

    [Test]
    public async Task Every_device_of_both_users_gets_each_message_once()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var phone = await alice.ConnectAsync();
        await using var laptop = await (await alice.LogInAsync()).ConnectAsync();
        await using var tab = await bob.ConnectAsync();
        await using var plain = await bob.ConnectAsync(allEvents: false);

        await phone.SendMessageAsync(bob, "over the socket");
        var overRest = await bob.SendAsync(alice, "over REST");

        foreach (var socket in new[] { phone, laptop, tab, plain })
        {
            var messages = await socket.NextMessagesAsync(2);
            await socket.PingAsync();
            Assert.That(
                messages.Select(message => message.Content), Is.EquivalentTo(new[] { "over the socket", "over REST" }));
            Assert.That(messages.Select(message => message.Seq), Is.EqualTo(new[] { 1, 2 }));
            Assert.That(messages, Does.Contain(overRest));
            Assert.That(socket.ReceivedMessages, Has.Count.EqualTo(2));
        }
    }

    [Test]
    public async Task Other_users_get_no_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        await using var bystander = await carol.ConnectAsync();

        await alice.SendAsync(bob, "between us");
        await alice.SendAsync(carol, "to carol");

        Assert.That((await bystander.MessageAsync()).Content, Is.EqualTo("to carol"));
    }

    [Test]
    public async Task A_note_to_oneself_arrives_once_at_each_socket()
    {
        var alice = await Server.RegisterAsync();
        await using var phone = await alice.ConnectAsync();
        await using var laptop = await alice.ConnectAsync();

        await phone.SendMessageAsync(alice, "first");
        await phone.SendMessageAsync(alice, "second");

        foreach (var socket in new[] { phone, laptop })
        {
            Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("first"));
            Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("second"));
        }
    }

    [Test]
    public async Task Pipelined_frames_keep_their_order()
    {
        const int count = 200;
        var (alice, bob) = await RegisterTwoAsync();
        await using var from = await alice.ConnectAsync();
        await using var to = await bob.ConnectAsync();

        for (var i = 1; i <= count; i++)
        {
            await from.SendMessageAsync(bob, $"{i}");
        }

        foreach (var socket in new[] { from, to })
        {
            var messages = await socket.NextMessagesAsync(count);
            Assert.That(messages.Select(message => message.Seq), Is.EqualTo(Enumerable.Range(1, count)));
            Assert.That(
                messages.Select(message => message.Content),
                Is.EqualTo(Enumerable.Range(1, count).Select(i => $"{i}")));
        }
    }

    [Test]
    public async Task A_repeat_is_answered_only_to_its_socket_and_without_a_cursor()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var phone = await alice.ConnectAsync();
        await using var laptop = await alice.ConnectAsync();
        await using var peer = await bob.ConnectAsync();
        var id = Guid.CreateVersion7();
        await phone.SendMessageAsync(bob, "once", id);
        var first = (await phone.MessageAsync());

        await phone.SendMessageAsync(bob, "once", id);
        var repeat = await phone.NextAsync();

        Assert.That(
            (repeat.Type, repeat.IsRepeat, repeat.Has("cursor")),
            Is.EqualTo(("message", true, false)),
            repeat.ToString());
        Assert.That(repeat.ToMessage(), Is.EqualTo(first));
        await phone.SendMessageAsync(bob, "fence");
        foreach (var other in new[] { laptop, peer })
        {
            Assert.That(await other.MessageAsync(), Is.EqualTo(first));
            Assert.That((await other.MessageAsync()).Content, Is.EqualTo("fence"));
        }
    }

    [Test]
    public async Task A_repeat_over_REST_is_not_an_event()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();
        await socket.SendMessageAsync(bob, "once", id);
        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("once"));

        await alice.SendAsync(bob, "once", id);
        await alice.SendAsync(bob, "fence");

        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("fence"));
    }

    [Test]
    public async Task A_socket_recognises_a_repeat_of_a_message_sent_over_REST()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        var first = await alice.SendAsync(bob, "once", id);
        await using var socket = await alice.ConnectAsync();

        await socket.SendMessageAsync(bob, "once", id);

        var repeat = await socket.NextAsync();
        Assert.That((repeat.IsRepeat, repeat.ToMessage()), Is.EqualTo((true, first)));
    }

    [Test]
    public async Task Read_marks_reach_all_sockets_with_all_events()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var message = await alice.SendAsync(bob, "read this");
        await using var reader = await bob.ConnectAsync();
        await using var author = await alice.ConnectAsync();
        await using var plain = await alice.ConnectAsync(allEvents: false);

        await reader.MarkReadAsync(alice.Id, message.Id);

        foreach (var socket in new[] { reader, author })
        {
            var receipt = (await socket.NextAsync()).ToReadReceipt();
            Assert.That(
                (receipt.UserId, receipt.PeerId, receipt.MessageId, receipt.Seq),
                Is.EqualTo((bob.Id, alice.Id, message.Id, 1L)));
            Assert.That(receipt.Cursor, Is.Not.Empty);
        }

        await bob.SendAsync(alice, "fence");
        Assert.That((await plain.MessageAsync()).Content, Is.EqualTo("fence"), "without events=all no read events");
        Assert.That((await bob.ConversationsAsync()).Items.Single().LastReadSeq, Is.EqualTo(1));
    }

    [Test]
    public async Task A_read_mark_over_REST_reaches_sockets()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var message = await alice.SendAsync(bob, "read this");
        await using var author = await alice.ConnectAsync();

        await bob.MarkReadAsync(alice.Id, message.Id);

        Assert.That((await author.NextAsync()).ToReadReceipt().MessageId, Is.EqualTo(message.Id));
    }
}
