using System.Text;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class MessageDataTests(Database database) : ContractTests(database)
{
    // Numbers that no number type keeps, members out of order, and text of several scripts.
    private const string Data =
        """{"kind":"place","at":[0.10,1e400,12345678901234567890],"é":"漢😀 \"\\\n","b":{"a":null,"":true}}""";

    [Test]
    public async Task Data_are_the_same_in_every_place()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var ofBob = await bob.ConnectAsync();

        var sent = await alice.SendAsync(bob, "Hello!", data: Data);

        Assert.That(sent.Data, Is.EqualTo(Data));
        Assert.That((await ofBob.NextAsync()).ToMessage(), Is.EqualTo(sent));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.EqualTo(new[] { sent }));
        Assert.That((await bob.HistoryAroundAsync(alice.Id, sent.Id)).Items, Is.EqualTo(new[] { sent }));
        Assert.That(await bob.MessageAsync(sent.Id), Is.EqualTo(sent));
        Assert.That((await bob.SyncAsync(ofBob.ReadyCursor)).Messages, Is.EqualTo(new[] { sent }));
        await using var replayed = await bob.ConnectAsync(ofBob.ReadyCursor);
        Assert.That((await replayed.NextAsync()).ToMessage(), Is.EqualTo(sent));
        Assert.That((await alice.SendAsync(bob, "Hello!")).Data, Is.Null);
    }

    [Test]
    public async Task A_socket_sends_data_and_repeats_them()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();

        await socket.SendMessageAsync(bob, "Hello!", id, data: """{"b":1.0,"a":[]}""");
        var sent = await socket.MessageAsync();
        await socket.SendMessageAsync(bob, "Hello!", id, data: """{"a":[],"b":1}""");
        var repeat = await socket.NextAsync();
        await socket.SendMessageAsync(bob, "Hello!", id, data: """{"a":[],"b":2}""");

        Assert.That(sent.Data, Is.EqualTo("""{"b":1.0,"a":[]}"""));
        Assert.That((repeat.IsRepeat, repeat.ToMessage()), Is.EqualTo((true, sent)));
        await socket.ErrorAsync("client_message_id_conflict");
    }

    [Test]
    public async Task White_space_and_escapes_are_not_kept()
    {
        var (alice, bob) = await RegisterTwoAsync();

        var sent = await alice.SendAsync(bob, "Hello!", data: "{ \"a\" :\n[ 1.50, \"\\u00e9\\/\" ] }");

        Assert.That(sent.Data, Is.EqualTo("""{"a":[1.50,"é/"]}"""));
    }

    [Test]
    public async Task Data_are_part_of_what_makes_a_repeat()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        var sent = await alice.SendAsync(bob, "Hello!", id, data: """{"a":1,"b":[100,"x"]}""");

        Assert.That(await alice.SendAsync(bob, "Hello!", id, data: """{"b":[1e2,"x"],"a":1.0}"""), Is.EqualTo(sent));
        foreach (var other in new[] { null, "null", "{}", """{"a":1,"b":["x",100]}""", """{"a":"1","b":[100,"x"]}""" })
        {
            await alice.SendAsync(bob, "Hello!", id, data: other)
                .RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");
        }

        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Null_is_none()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();

        var sent = await alice.SendAsync(bob, "Hello!", id, data: "null");

        Assert.That(sent.Data, Is.Null);
        Assert.That(await alice.SendAsync(bob, "Hello!", id), Is.EqualTo(sent));
    }

    [Test]
    public async Task An_edit_leaves_removes_or_replaces_data()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "1", data: """{"a":1}""");
        await using var ofBob = await bob.ConnectAsync();

        Assert.That((await alice.EditAsync(sent.Id, "2")).Data, Is.EqualTo("""{"a":1}"""));
        Assert.That((await alice.EditAsync(sent.Id, "2", """{"a":2.0}""")).Data, Is.EqualTo("""{"a":2.0}"""));
        var removed = await alice.EditAsync(sent.Id, "2", "null");

        Assert.That((removed.Content, removed.Data), Is.EqualTo(("2", (string?)null)));
        Assert.That(await bob.MessageAsync(sent.Id), Is.EqualTo(removed));
        Assert.That((await ofBob.NextAsync()).ToEditedMessage().Data, Is.EqualTo("""{"a":1}"""));
        Assert.That((await ofBob.NextAsync()).ToEditedMessage().Data, Is.EqualTo("""{"a":2.0}"""));
        Assert.That((await ofBob.NextAsync()).ToEditedMessage(), Is.EqualTo(removed));
    }

    [Test]
    public async Task An_edit_with_the_same_text_and_equal_data_changes_nothing()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello!", data: """{"a":1.0,"b":2}""");
        var since = (await bob.SyncAsync()).Cursor;

        Assert.That(await alice.EditAsync(sent.Id, "Hello!"), Is.EqualTo(sent));
        Assert.That(await alice.EditAsync(sent.Id, "Hello!", """{"b":2e0,"a":1}"""), Is.EqualTo(sent));
        Assert.That((await bob.SyncAsync(since)).Events, Is.Empty);
    }

    [Test]
    public async Task A_repeat_is_recognised_by_its_first_data_after_an_edit_and_a_deletion()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        var sent = await alice.SendAsync(bob, "Hello!", id, data: """{"a":1,"b":2}""");
        var edited = await alice.EditAsync(sent.Id, "Hello!", """{"a":3}""");

        await AssertOnlyTheFirstIsARepeatAsync(edited);
        await alice.DeleteAsync(sent.Id);
        await AssertOnlyTheFirstIsARepeatAsync(await bob.MessageAsync(sent.Id));

        async Task AssertOnlyTheFirstIsARepeatAsync(ChatMessage now)
        {
            Assert.That(await alice.SendAsync(bob, "Hello!", id, data: """{"b":2.0,"a":1}"""), Is.EqualTo(now));
            foreach (var other in new[] { null, """{"a":3}""" })
            {
                await alice.SendAsync(bob, "Hello!", id, data: other)
                    .RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");
            }
        }
    }

    [Test]
    public async Task A_deleted_message_has_no_data()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var sent = await alice.SendAsync(bob, "Hello!", data: Data);
        await using var ofBob = await bob.ConnectAsync();

        await alice.DeleteAsync(sent.Id);

        Assert.That((await bob.MessageAsync(sent.Id)).Data, Is.Null);
        Assert.That((await ofBob.NextAsync()).ToDeletedMessage().Data, Is.Null);
    }

    [TestCase("[]")]
    [TestCase("5")]
    [TestCase("\"text\"")]
    [TestCase("""{"a":"\u0000"}""")]
    [TestCase("""{"a":"\ud83d"}""")]
    [TestCase("""{"a":1,"a":2}""")]
    public async Task Data_that_cannot_be_kept_are_refused(string data)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await AssertRefusedAsync(alice, bob, data);
    }

    [Test]
    public async Task Data_have_4096_bytes_at_most()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var most = $$"""{"a":"{{new string('x', 4_088)}}"}""";

        Assert.That((await alice.SendAsync(bob, "Hello!", data: most)).Data, Is.EqualTo(most));
        await AssertRefusedAsync(alice, bob, $$"""{"a":"{{new string('x', 4_089)}}"}""");
        await AssertRefusedAsync(alice, bob, $$"""{"a":"{{new string('é', 2_045)}}"}""");
    }

    [Test]
    public async Task Data_are_nested_32_levels_deep_at_most()
    {
        var (alice, bob) = await RegisterTwoAsync();

        Assert.That((await alice.SendAsync(bob, "Hello!", data: Nested(32))).Data, Is.EqualTo(Nested(32)));
        await AssertRefusedAsync(alice, bob, Nested(33));
        await AssertRefusedAsync(alice, bob, Nested(63));
        await PostAsync(alice, bob, Nested(1_000)).InvalidFieldAsync("data");

        static string Nested(int levels) =>
            $"{{\"a\":{new string('[', levels - 1)}{new string(']', levels - 1)}}}";
    }

    private static async Task AssertRefusedAsync(ChatUser alice, ChatUser bob, string data)
    {
        var sent = await alice.SendAsync(bob, "Hello!");
        await PostAsync(alice, bob, data).InvalidFieldAsync("data");
        using var body = new StringContent(
            $$"""{"content":"Bye","data":{{data}}}""", Encoding.UTF8, "application/json");
        await alice.HttpClient.PatchAsync($"api/v1/messages/{sent.Id}", body).InvalidFieldAsync("data");
        await using var socket = await alice.ConnectAsync();
        await socket.SendTextAsync(
            $$"""{"recipient_id":"{{bob.Id}}","data":{{data}},"content":"Hi","client_message_id":"{{sent.Id}}"}""");

        var error = await socket.ErrorAsync("validation_failed");
        Assert.That(error.Errors.Keys, Is.EqualTo(new[] { "data" }));
        Assert.That(error.ClientMessageId, Is.EqualTo(sent.Id), "what follows the data is read");
    }

    private static Task<HttpResponseMessage> PostAsync(ChatUser alice, ChatUser bob, string data) =>
        alice.HttpClient.PostTextAsync(
            "api/v1/messages/dm", $$"""{"recipient_id":"{{bob.Id}}","data":{{data}},"content":"Hello!"}""");
}
