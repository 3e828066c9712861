namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class ReplyTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_reply_names_its_message_in_every_place()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await alice.SendAsync(bob, "Hello!");
        await using var ofAlice = await alice.ConnectAsync();

        var reply = await bob.SendAsync(alice, "Hello, Alice!", replyToId: first.Id);

        Assert.That((first.ReplyToId, reply.ReplyToId), Is.EqualTo(((Guid?)null, (Guid?)first.Id)));
        Assert.That((await ofAlice.NextAsync()).ToMessage(), Is.EqualTo(reply));
        Assert.That((await alice.HistoryAsync(bob.Id)).Items, Is.EqualTo(new[] { reply, first }));
        Assert.That(await alice.MessageAsync(reply.Id), Is.EqualTo(reply));
        Assert.That((await alice.SyncAsync(ofAlice.ReadyCursor)).Messages, Is.EqualTo(new[] { reply }));
        Assert.That(
            await bob.EditAsync(reply.Id, "Hello, dear Alice!"),
            Has.Property(nameof(ChatMessage.ReplyToId)).EqualTo(first.Id));
        Assert.That((await ofAlice.NextAsync()).ToEditedMessage().ReplyToId, Is.EqualTo(first.Id));
        await bob.DeleteAsync(reply.Id);
        Assert.That((await ofAlice.NextAsync()).ToDeletedMessage().ReplyToId, Is.EqualTo(first.Id));
    }

    [Test]
    public async Task A_socket_can_reply_and_repeat_its_reply()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await alice.SendAsync(bob, "Hello!");
        await using var socket = await bob.ConnectAsync();
        var id = Guid.CreateVersion7();

        await socket.SendMessageAsync(alice, "Hello, Alice!", id, first.Id);
        var reply = await socket.MessageAsync();
        await socket.SendMessageAsync(alice, "Hello, Alice!", id, Guid.CreateVersion7());
        var repeat = await socket.NextAsync();

        Assert.That(reply.ReplyToId, Is.EqualTo(first.Id));
        Assert.That((repeat.IsRepeat, repeat.ToMessage()), Is.EqualTo((true, reply)));
    }

    [Test]
    public async Task A_message_of_another_conversation_cannot_be_answered()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        await alice.SendAsync(bob, "Hello, Bob!");
        var (own, others) = (await alice.SendAsync(carol, "Hello, Carol!"), await bob.SendAsync(carol, "Hello!"));

        foreach (var id in new[] { own.Id, others.Id, Guid.CreateVersion7() })
        {
            await alice.SendAsync(bob, "Yes", replyToId: id).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        }

        await using var socket = await alice.ConnectAsync();
        await socket.SendMessageAsync(bob, "Yes", replyToId: others.Id);
        await socket.ErrorAsync("message_not_found");
        Assert.That((await alice.HistoryAsync(bob.Id)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_first_message_cannot_be_a_reply()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var note = await alice.SendAsync(alice, "Buy milk");

        await alice.SendAsync(bob, "Hello!", replyToId: note.Id)
            .RefusedAsync(HttpStatusCode.NotFound, "message_not_found");

        Assert.That((await alice.ConversationsAsync()).Items.Select(row => row.UserId), Is.EqualTo(new[] { alice.Id }));
        Assert.That((await alice.SendAsync(bob, "Hello!")).Seq, Is.EqualTo(1));
    }

    [Test]
    public async Task A_deleted_message_can_be_answered()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var first = await alice.SendAsync(bob, "Hello!");
        await alice.DeleteAsync(first.Id);

        var reply = await bob.SendAsync(alice, "What was that?", replyToId: first.Id);

        Assert.That(reply.ReplyToId, Is.EqualTo(first.Id));
    }

    [Test]
    public async Task Both_own_messages_and_notes_can_be_answered()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var (first, note) = (await alice.SendAsync(bob, "Hello!"), await alice.SendAsync(alice, "Buy milk"));

        Assert.That((await alice.SendAsync(bob, "And bye!", replyToId: first.Id)).ReplyToId, Is.EqualTo(first.Id));
        Assert.That((await alice.SendAsync(alice, "Done", replyToId: note.Id)).ReplyToId, Is.EqualTo(note.Id));
    }

    [Test]
    public async Task What_is_no_id_is_refused()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();

        await alice.HttpClient
            .PostObjectAsync(
                "api/v1/messages/dm", new { recipient_id = bob.Id, content = "Hello!", reply_to_id = "first" })
            .InvalidFieldAsync("reply_to_id");
        await socket.SendJsonAsync(new { recipient_id = bob.Id, content = "Hello!", reply_to_id = 5 });
        Assert.That((await socket.ErrorAsync("validation_failed")).Errors, Does.ContainKey("reply_to_id"));
    }
}
