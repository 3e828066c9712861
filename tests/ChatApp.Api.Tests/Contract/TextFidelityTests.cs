namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class TextFidelityTests(Database database) : ContractTests(database)
{
    [TestCaseSource(typeof(Texts), nameof(Texts.Kept))]
    public async Task Text_is_kept_exactly_over_REST(string text)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var since = (await bob.SyncAsync()).Cursor;

        Assert.That((await alice.SendAsync(bob, text)).Content, Is.EqualTo(text));

        Assert.That((await bob.HistoryAsync(alice.Id)).Items.Single().Content, Is.EqualTo(text));
        Assert.That((await bob.SyncAsync(since)).Messages.Single().Content, Is.EqualTo(text));
        Assert.That((await bob.ConversationsAsync()).Items.Single().LastMessage, Is.EqualTo(text));
    }

    [TestCaseSource(typeof(Texts), nameof(Texts.Kept))]
    public async Task Text_is_kept_exactly_over_the_socket(string text)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var from = await alice.ConnectAsync();
        await using var to = await bob.ConnectAsync();

        await from.SendMessageAsync(bob, text);

        Assert.That((await from.NextAsync("message")).ToMessage().Content, Is.EqualTo(text));
        Assert.That((await to.NextAsync("message")).ToMessage().Content, Is.EqualTo(text));
        Assert.That((await bob.HistoryAsync(alice.Id)).Items.Single().Content, Is.EqualTo(text));
    }

    [TestCaseSource(typeof(Texts), nameof(Texts.Refused))]
    public async Task Invalid_text_is_refused_over_REST(string text)
    {
        var (alice, bob) = await RegisterTwoAsync();

        await alice.HttpClient.PostObjectAsync("api/v1/messages/dm", new { recipient_id = bob.Id, content = text })
            .InvalidFieldAsync("content");

        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.Empty);
    }

    [TestCaseSource(typeof(Texts), nameof(Texts.Refused))]
    public async Task Invalid_text_is_refused_over_the_socket(string text)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();

        await socket.SendMessageAsync(bob, text, id);

        var error = await socket.ErrorAsync("validation_failed");
        Problems.AssertNames(error.Json.GetProperty("errors"), "content");
        Assert.That(error.ClientMessageId, Is.EqualTo(id));
        await socket.PingAsync();
    }

    [TestCaseSource(typeof(Texts), nameof(Texts.RefusedEscapes))]
    public async Task An_invalid_Unicode_escape_is_refused_over_REST(string escape)
    {
        var (alice, bob) = await RegisterTwoAsync();
        var body = $$"""{"recipient_id":"{{bob.Id}}","content":"{{escape}}"}""";

        await alice.HttpClient.PostTextAsync("api/v1/messages/dm", body)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");

        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.Empty);
    }

    [TestCaseSource(typeof(Texts), nameof(Texts.RefusedEscapes))]
    public async Task An_invalid_Unicode_escape_is_refused_over_the_socket(string escape)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync($$"""{"recipient_id":"{{bob.Id}}","content":"{{escape}}"}""");

        var error = await socket.NextAsync();
        Assert.That(error.Type, Is.EqualTo("error"));
        Assert.That(error.Code, Is.AnyOf("validation_failed", "malformed_json"));
        await socket.PingAsync();
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.Empty);
    }

    [TestCase("""{"\ud800":1,"type":"ping"}""")]
    [TestCase("""{"recipient_id":"\ud800","content":"x"}""")]
    [TestCase("""{"recipient_id":"00000000-0000-7000-8000-000000000000","content":"x","client_message_id":"\udfff"}""")]
    [TestCase("""{"type":"read","user_id":"\ud800","message_id":"x"}""")]
    public async Task An_invalid_Unicode_escape_is_refused_anywhere_in_a_frame(string frame)
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync(frame);

        Assert.That((await socket.NextAsync()).Code, Is.AnyOf("validation_failed", "malformed_json"));
        Assert.That((await socket.PingAsync()).Type, Is.EqualTo("pong"));
    }

    [TestCase("username")]
    [TestCase("email")]
    [TestCase("password")]
    public async Task An_invalid_Unicode_escape_is_refused_at_registration(string field)
    {
        var name = UniqueName.Next();
        foreach (var escape in new[] { @"\ud800", @"\udc00", @"\u0000" })
        {
            var values = new Dictionary<string, string>
            {
                ["username"] = name,
                ["email"] = $"{name}@users.example",
                ["password"] = "a good password",
            };
            values[field] += escape;
            var body = "{" + string.Join(',', values.Select(pair => $"\"{pair.Key}\":\"{pair.Value}\"")) + "}";

            using var client = Server.CreateClient();
            await client.PostTextAsync("api/v1/auth/register", body)
                .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
        }
    }

    [Test]
    public async Task Bytes_that_are_not_UTF_8_are_refused_over_REST()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var rest = System.Text.Encoding.UTF8.GetBytes($"\",\"recipient_id\":\"{bob.Id}\"}}");
        byte[] body = [.. "{\"content\":\""u8, 0xC3, 0x28, .. rest];

        await alice.HttpClient.PostBytesAsync("api/v1/messages/dm", body)
            .ProblemAsync(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Test]
    public async Task Similar_looking_texts_stay_different()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var id = Guid.CreateVersion7();
        await alice.SendAsync(bob, "caf\u00e9", id);

        await alice.SendAsync(bob, "cafe\u0301", id)
            .RefusedAsync(HttpStatusCode.Conflict, "client_message_id_conflict");
    }
}
