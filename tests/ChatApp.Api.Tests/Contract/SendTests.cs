namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SendTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Send_returns_201_with_the_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var clientMessageId = Guid.CreateVersion7();
        var before = TimeProvider.System.GetUtcNow();

        var message = await PostAsync(alice, bob.Id, "Hello!", clientMessageId).JsonAsync(HttpStatusCode.Created);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(message.Text("id"), Does.Match(Patterns.UuidV7));
            Assert.That(message.Text("sender_id"), Is.EqualTo(alice.Id.ToString()));
            Assert.That(message.Text("sender_username"), Is.EqualTo(alice.Username));
            Assert.That(message.Text("recipient_id"), Is.EqualTo(bob.Id.ToString()));
            Assert.That(message.Text("content"), Is.EqualTo("Hello!"));
            Assert.That(message.Text("created_at"), Does.Match(Patterns.Time));
            Assert.That(
                message.GetProperty("created_at").GetDateTimeOffset(),
                Is.EqualTo(before).Within(TimeSpan.FromSeconds(30)));
            Assert.That(message.GetProperty("seq").GetInt64(), Is.EqualTo(1));
            Assert.That(message.Text("client_message_id"), Is.EqualTo(clientMessageId.ToString()));
        }
    }

    [Test]
    public async Task A_missing_client_message_id_is_null()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var message = await PostAsync(alice, bob.Id, "Hello!").JsonAsync(HttpStatusCode.Created);
        Assert.That(message.GetProperty("client_message_id").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [Test]
    public async Task The_message_is_the_same_in_every_place()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;
        var sent = await PostAsync(alice, bob.Id, "Hello!", Guid.CreateVersion7()).JsonAsync(HttpStatusCode.Created);

        var inHistory =
            (await bob.HttpClient.GetAsync($"api/v1/messages/dm/{alice.Id}").JsonAsync(HttpStatusCode.OK))[0];
        var inSync = (await bob.SyncAsync(since)).Events.Single();

        foreach (var member in sent.EnumerateObject())
        {
            Assert.That(
                JsonElement.DeepEquals(inHistory.GetProperty(member.Name), member.Value),
                Is.True,
                inHistory.GetRawText());
            Assert.That(
                JsonElement.DeepEquals(inSync.Json.GetProperty(member.Name), member.Value), Is.True, inSync.ToString());
        }
    }

    [Test]
    public async Task Seq_has_no_gaps_in_a_conversation()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();

        Assert.That((await alice.SendAsync(bob, "1")).Seq, Is.EqualTo(1));
        Assert.That((await bob.SendAsync(alice, "2")).Seq, Is.EqualTo(2));
        Assert.That((await alice.SendAsync(carol, "another conversation")).Seq, Is.EqualTo(1));
        Assert.That((await bob.SendAsync(alice, "3")).Seq, Is.EqualTo(3));

        Assert.That((await alice.HistoryAsync(bob.Id)).Items, Is.EqualTo((await bob.HistoryAsync(alice.Id)).Items));
    }

    [Test]
    public async Task A_refused_message_leaves_no_gap()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "1");
        await alice.SendAsync(bob, " ").RefusedAsync(HttpStatusCode.BadRequest, "validation_failed");
        var id = Guid.CreateVersion7();
        await alice.SendAsync(bob, "2", id);
        await alice.SendAsync(bob, "2", id);
        await alice.SendAsync(bob, "not 2", id).RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");

        Assert.That((await bob.SendAsync(alice, "3")).Seq, Is.EqualTo(3));
    }

    [Test]
    public async Task A_repeat_returns_200_with_the_first_message()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        var first = await PostAsync(alice, bob.Id, "once", id).JsonAsync(HttpStatusCode.Created);
        var otherDevice = await alice.LogInAsync();

        foreach (var device in new[] { alice, otherDevice })
        {
            var again = await PostAsync(device, bob.Id, "once", id).JsonAsync(HttpStatusCode.OK);
            Assert.That(JsonElement.DeepEquals(again, first), Is.True, again.GetRawText());
        }

        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Has.Count.EqualTo(1));
        Assert.That((await bob.ConversationsAsync()).Items.Single().UnreadCount, Is.EqualTo(1));
    }

    [Test]
    public async Task The_case_of_a_client_message_id_does_not_matter()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7().ToString();
        object Body(string clientMessageId) =>
            new { recipient_id = bob.Id, content = "once", client_message_id = clientMessageId };

        await alice.HttpClient.PostObjectAsync("api/v1/messages/dm", Body(id.ToUpperInvariant()))
            .JsonAsync(HttpStatusCode.Created);
        var again = await alice.HttpClient.PostObjectAsync("api/v1/messages/dm", Body(id)).JsonAsync(HttpStatusCode.OK);

        Assert.That(again.Text("client_message_id"), Is.EqualTo(id));
    }

    [Test]
    public async Task The_same_id_with_another_content_or_recipient_is_a_conflict()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var id = Guid.CreateVersion7();
        await alice.SendAsync(bob, "content", id);

        await alice.SendAsync(bob, "Content", id).RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");
        await alice.SendAsync(bob, "content ", id).RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");
        await alice.SendAsync(carol, "content", id).RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");

        Assert.That((await carol.HistoryAsync(alice.Id)).Items, Is.Empty);
    }

    [Test]
    public async Task Another_sender_may_use_the_same_client_message_id()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        await PostAsync(alice, bob.Id, "text", id).JsonAsync(HttpStatusCode.Created);
        await PostAsync(bob, alice.Id, "text", id).JsonAsync(HttpStatusCode.Created);
    }

    [Test]
    public async Task The_same_text_without_a_client_message_id_is_two_messages()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "twice");
        Assert.That((await alice.SendAsync(bob, "twice")).Seq, Is.EqualTo(2));
    }

    [Test]
    public async Task A_send_to_an_unknown_user_does_not_use_the_client_message_id()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();

        await alice.SendAsync(Guid.CreateVersion7(), "to nobody", id)
            .RefusedAsync(HttpStatusCode.NotFound, "recipient_not_found");

        await PostAsync(alice, bob.Id, "to bob", id).JsonAsync(HttpStatusCode.Created);
    }

    [Test]
    public async Task A_note_to_oneself_is_stored_once_and_never_unread()
    {
        var alice = await Server.RegisterAsync();
        var since = (await alice.SyncAsync()).Cursor;

        var note = await alice.SendAsync(alice, "note");

        Assert.That((note.SenderId, note.RecipientId, note.Seq), Is.EqualTo((alice.Id, alice.Id, 1L)));
        Assert.That((await alice.HistoryAsync(alice.Id)).Items, Is.EqualTo(new[] { note }));
        Assert.That((await alice.SyncAsync(since)).Messages, Is.EqualTo(new[] { note }));
        var conversation = (await alice.ConversationsAsync()).Items.Single();
        Assert.That(
            (conversation.UserId, conversation.UnreadCount, conversation.LastSeq), Is.EqualTo((alice.Id, 0L, 1L)));
    }

    [TestCase("recipient_id")]
    [TestCase("content")]
    public async Task A_missing_member_is_refused_and_named(string missing)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var body = new Dictionary<string, string> { ["recipient_id"] = bob.Id.ToString(), ["content"] = "text" };
        body.Remove(missing);
        await alice.HttpClient.PostObjectAsync("api/v1/messages/dm", body).InvalidFieldAsync(missing);
    }

    [TestCase("content", "5")]
    [TestCase("content", "null")]
    [TestCase("content", "[\"text\"]")]
    [TestCase("content", "{}")]
    [TestCase("content", "true")]
    [TestCase("recipient_id", "5")]
    [TestCase("recipient_id", "null")]
    [TestCase("recipient_id", "\"not an id\"")]
    [TestCase("client_message_id", "7")]
    [TestCase("client_message_id", "\"not an id\"")]
    public async Task A_member_of_a_wrong_type_is_refused_and_named(string member, string json)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var members = new Dictionary<string, string>
        {
            ["recipient_id"] = $"\"{bob.Id}\"",
            ["content"] = "\"text\"",
            [member] = json,
        };
        var body = "{" + string.Join(',', members.Select(pair => $"\"{pair.Key}\":{pair.Value}")) + "}";
        await alice.HttpClient.PostTextAsync("api/v1/messages/dm", body).InvalidFieldAsync(member);
    }

    private static Task<HttpResponseMessage> PostAsync(
        ChatUser sender, Guid recipient, string content, Guid? clientMessageId = null) =>
        sender.HttpClient.PostObjectAsync(
            "api/v1/messages/dm", new { recipient_id = recipient, content, client_message_id = clientMessageId });
}
