namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class DeleteMessageTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task A_deleted_message_keeps_its_seq_and_loses_its_text()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        var sent = await alice.SendAsync(bob, "Hello");

        await alice.DeleteAsync(sent.Id);

        var left = (await bob.HistoryAsync(alice.Id)).Items.Single();
        Assert.That(left.DeletedAt, Is.Not.Null);
        Assert.That(left, Is.EqualTo(sent with { Content = "", DeletedAt = left.DeletedAt }));
        Assert.That((await bob.ConversationsAsync()).Items.Single().LastMessage, Is.Empty);
        Assert.That((await bob.SyncAsync(since)).Events[0].ToMessage(), Is.EqualTo(left));
        Assert.That((await alice.SendAsync(bob, "next")).Seq, Is.EqualTo(2));
    }

    [Test]
    public async Task Both_users_get_the_same_delete_event_live_replayed_and_synced()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        await using var ofAlice = await alice.ConnectAsync();
        await using var ofBob = await bob.ConnectAsync();

        await alice.DeleteAsync(sent.Id);
        await alice.DeleteAsync(sent.Id);

        var live = await ofBob.NextAsync();
        var left = (await bob.HistoryAsync(alice.Id)).Items.Single();
        Assert.That(live.ToDeletedMessage(), Is.EqualTo(left));
        Assert.That((await ofAlice.NextAsync()).ToDeletedMessage(), Is.EqualTo(left));
        await using var replayed = await bob.ConnectAsync(ofBob.ReadyCursor);
        var synced = (await bob.SyncAsync(ofBob.ReadyCursor)).Events.Single();
        Assert.That(JsonElement.DeepEquals((await replayed.NextAsync()).Json, live.Json), Is.True);
        Assert.That(JsonElement.DeepEquals(synced.Json, live.Json), Is.True);
    }

    [Test]
    public async Task A_repeat_of_a_deleted_message_does_not_restore_its_text()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        var sent = await alice.SendAsync(bob, "Hello", id);
        await alice.DeleteAsync(sent.Id);

        var again = await alice.SendAsync(bob, "Hello", id);

        Assert.That((again.Id, again.Content, again.DeletedAt is null), Is.EqualTo((sent.Id, "", false)));
        await alice.SendAsync(bob, "Another text", id)
            .RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");
        await using var socket = await alice.ConnectAsync();
        await socket.SendMessageAsync(bob.Id, "Hello", id);
        var frame = await socket.NextAsync("message");
        Assert.That((frame.IsRepeat, frame.Text("content")), Is.EqualTo((true, "")));
    }

    [Test]
    public async Task A_deleted_message_cannot_be_edited()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        await alice.DeleteAsync(sent.Id);

        await alice.EditAsync(sent.Id, "Hello").RefusedAsync(HttpStatusCode.Conflict, "message_deleted");
    }

    [Test]
    public async Task Only_the_sender_may_delete_a_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var sent = await alice.SendAsync(bob, "Hello");

        await bob.DeleteAsync(sent.Id).RefusedAsync(HttpStatusCode.Forbidden, "not_sender");
        await carol.DeleteAsync(sent.Id).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        await alice.DeleteAsync(Guid.CreateVersion7()).RefusedAsync(HttpStatusCode.NotFound, "message_not_found");

        Assert.That((await bob.HistoryAsync(alice.Id)).Items.Single(), Is.EqualTo(sent));
    }

    [Test]
    public async Task A_parallel_edit_and_deletion_leave_a_deleted_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        for (var i = 0; i < 10; i++)
        {
            var sent = await alice.SendAsync(bob, "Hello");
            var edit = alice.EditAsync(sent.Id, "Hello, Bob!");
            await alice.DeleteAsync(sent.Id);
            await edit.ContinueWith(_ => { }, TaskScheduler.Default);

            var left = (await bob.HistoryAsync(alice.Id)).Items[0];
            Assert.That((left.Content, left.DeletedAt is null), Is.EqualTo(("", false)));
        }
    }
}
