namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class EditMessageTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Edit_returns_the_edited_message_and_history_shows_it()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello", Guid.CreateVersion7());
        await bob.SendAsync(alice, "later");

        var edited = await alice.EditAsync(sent.Id, " Hello, Bob! ");

        Assert.That(edited.EditedAt, Is.GreaterThanOrEqualTo(sent.CreatedAt));
        Assert.That(edited, Is.EqualTo(sent with { Content = " Hello, Bob! ", EditedAt = edited.EditedAt }));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items[^1], Is.EqualTo(edited));
    }

    [Test]
    public async Task Both_users_get_the_same_edit_event_live_replayed_and_synced()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        await using var ofAlice = await alice.ConnectAsync();
        await using var ofBob = await bob.ConnectAsync();

        var edited = await alice.EditAsync(sent.Id, "Hello, Bob!");

        Assert.That((await ofAlice.NextAsync()).ToEditedMessage(), Is.EqualTo(edited));
        var live = await ofBob.NextAsync();
        Assert.That(live.ToEditedMessage(), Is.EqualTo(edited));
        await using var replayed = await bob.ConnectAsync(ofBob.ReadyCursor);
        var synced = (await bob.SyncAsync(ofBob.ReadyCursor)).Events.Single();
        Assert.That(JsonElement.DeepEquals((await replayed.NextAsync()).Json, live.Json), Is.True);
        Assert.That(JsonElement.DeepEquals(synced.Json, live.Json), Is.True);
    }

    [Test]
    public async Task A_late_reader_gets_the_edited_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        var sent = await alice.SendAsync(bob, "Hello");
        var edited = await alice.EditAsync(sent.Id, "Hello, Bob!");

        var events = (await bob.SyncAsync(since)).Events;

        Assert.That(events.Select(frame => frame.Type), Is.EqualTo(new[] { "message", "message_edited" }));
        Assert.That(events[0].ToMessage(), Is.EqualTo(edited));
    }

    [Test]
    public async Task A_socket_without_all_events_gets_no_edit_events()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        await using var socket = await bob.ConnectAsync(allEvents: false);

        await alice.EditAsync(sent.Id, "Hello, Bob!");
        await alice.SendAsync(bob, "next");

        Assert.That((await socket.NextAsync()).ToMessage().Content, Is.EqualTo("next"));
    }

    [Test]
    public async Task The_same_text_again_changes_nothing()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");
        var since = (await bob.SyncAsync()).Cursor;

        Assert.That(await alice.EditAsync(sent.Id, "Hello"), Is.EqualTo(sent));
        var edited = await alice.EditAsync(sent.Id, "Hello, Bob!");
        Assert.That(await alice.EditAsync(sent.Id, "Hello, Bob!"), Is.EqualTo(edited));

        Assert.That((await bob.SyncAsync(since)).Events, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_repeat_of_an_edited_message_is_still_a_repeat()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        var sent = await alice.SendAsync(bob, "Hello", id);
        await alice.EditAsync(sent.Id, "Hello, Bob!");
        var edited = await alice.EditAsync(sent.Id, "Hello, dear Bob!");

        Assert.That(await alice.SendAsync(bob, "Hello", id), Is.EqualTo(edited));
        await alice.SendAsync(bob, "Hello, dear Bob!", id)
            .RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Only_the_sender_may_edit_a_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var sent = await alice.SendAsync(bob, "Hello");

        await bob.EditAsync(sent.Id, "Bye").RefusedAsync(HttpStatusCode.Forbidden, "not_sender");
        await carol.EditAsync(sent.Id, "Bye").RefusedAsync(HttpStatusCode.NotFound, "message_not_found");
        await alice.EditAsync(Guid.CreateVersion7(), "Bye").RefusedAsync(HttpStatusCode.NotFound, "message_not_found");

        Assert.That((await bob.HistoryAsync(alice.Id)).Items.Single(), Is.EqualTo(sent));
    }

    [TestCase("")]
    [TestCase(" \t\n")]
    [TestCase("a\u0000b")]
    public async Task An_invalid_text_is_refused_as_an_edit(string content)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello");

        await alice.EditAsync(sent.Id, content).RefusedAsync(HttpStatusCode.BadRequest, "validation_failed");
        await alice.EditAsync(sent.Id, new string('a', 4_001))
            .RefusedAsync(HttpStatusCode.BadRequest, "validation_failed");
        await alice.EditAsync(sent.Id, null!).RefusedAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task Parallel_edits_are_separate_events_and_the_last_one_wins()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "0");
        var since = (await bob.SyncAsync()).Cursor;

        await Task.WhenAll(Enumerable.Range(1, 10).Select(i => alice.EditAsync(sent.Id, $"{i}")));

        var events = (await bob.SyncAsync(since)).Events;
        Assert.That(events, Has.Count.EqualTo(10));
        Assert.That(
            events.Select(frame => frame.ToEditedMessage()),
            Is.All.EqualTo((await bob.HistoryAsync(alice.Id)).Items.Single()));
    }

    [Test]
    public async Task A_note_to_oneself_can_be_edited()
    {
        var alice = await Server.RegisterAsync();
        var note = await alice.SendAsync(alice, "Buy milk");

        Assert.That((await alice.EditAsync(note.Id, "Buy milk and eggs")).Content, Is.EqualTo("Buy milk and eggs"));
    }
}
