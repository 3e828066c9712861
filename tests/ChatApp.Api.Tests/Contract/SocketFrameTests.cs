using System.Net.WebSockets;
using System.Text;

namespace ChatApp.Api.Tests.Contract;

[TestFixture(Database.Sqlite)]
[TestFixture(Database.Postgres)]
public sealed class SocketFrameTests(Database database) : ContractTests(database)
{
    [Test]
    public async Task Ready_is_the_first_frame_and_needs_all_events()
    {
        var alice = await Server.RegisterAsync();
        await using var all = await alice.ConnectAsync();
        await using var plain = await alice.ConnectAsync(allEvents: false);

        Assert.That(all.Ready?.Text("user_id"), Is.EqualTo(alice.Id.ToString()));
        Assert.That(
            all.Ready?.Text("session_id"), Is.EqualTo(Tokens.Claims(alice.AccessToken)["sid"]!.GetValue<string>()));
        Assert.That((await alice.SyncAsync(all.ReadyCursor)).Events, Is.Empty);
        await plain.PingAsync();
        Assert.That(plain.Received.Select(frame => frame.Type), Is.EqualTo(new[] { "pong" }));
    }

    [Test]
    public async Task The_ready_cursor_continues_with_the_next_event()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "before");
        await using var socket = await bob.ConnectAsync();
        var after = await alice.SendAsync(bob, "after");

        Assert.That((await bob.SyncAsync(socket.ReadyCursor)).Messages, Is.EqualTo(new[] { after }));
        Assert.That(await socket.MessageAsync(), Is.EqualTo(after));
    }

    [Test]
    public async Task Ping_is_answered_with_pong()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();
        await socket.SendTextAsync("""{"type":"ping"}""");
        Assert.That((await socket.NextAsync()).Type, Is.EqualTo("pong"));
    }

    [TestCase("{")]
    [TestCase("")]
    [TestCase("hello")]
    [TestCase("{\"type\":\"ping\"} trailing")]
    [TestCase("{\"type\":\"ping\",}")]
    public async Task Invalid_JSON_is_answered_with_an_error_on_an_open_connection(string text)
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync(text);

        await socket.ErrorAsync("malformed_json");
        await socket.PingAsync();
    }

    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("5")]
    [TestCase("\"text\"")]
    public async Task JSON_that_is_not_an_object_is_answered_with_an_error_on_an_open_connection(string text)
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync(text);

        var error = await socket.NextAsync();
        Assert.That((error.Type, error.Code), Is.AnyOf(("error", "malformed_json"), ("error", "validation_failed")));
        await socket.PingAsync();
    }

    [Test]
    public async Task Deep_nesting_is_answered_with_an_error_on_an_open_connection()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync(new string('[', 30_000));

        await socket.ErrorAsync("malformed_json");
        await socket.PingAsync();
    }

    [TestCase("no_such_type")]
    [TestCase("Message")]
    [TestCase("")]
    [TestCase("ready")]
    public async Task An_unknown_type_is_answered_with_the_client_message_id(string type)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();

        await socket.SendJsonAsync(new { type, recipient_id = bob.Id, content = "text", client_message_id = id });

        Assert.That((await socket.ErrorAsync("unknown_type")).ClientMessageId, Is.EqualTo(id));
        await socket.PingAsync();
        Assert.That((await bob.HistoryAsync(alice.Id)).Items, Is.Empty);
    }

    [TestCase("recipient_id", null)]
    [TestCase("recipient_id", "5")]
    [TestCase("recipient_id", "\"nobody\"")]
    [TestCase("content", null)]
    [TestCase("content", "null")]
    [TestCase("content", "7")]
    [TestCase("content", "\"\"")]
    public async Task A_wrong_message_frame_names_the_field_and_the_client_message_id(string member, string? json)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();
        var members = new Dictionary<string, string?>
        {
            ["recipient_id"] = $"\"{bob.Id}\"",
            ["content"] = "\"text\"",
            ["client_message_id"] = $"\"{id}\"",
        };
        members[member] = json;

        var present = members.Where(pair => pair.Value is not null).Select(pair => $"\"{pair.Key}\":{pair.Value}");
        await socket.SendTextAsync("{" + string.Join(',', present) + "}");

        var error = await socket.ErrorAsync("validation_failed");
        Problems.AssertNames(error.Json.GetProperty("errors"), member);
        Assert.That(error.ClientMessageId, Is.EqualTo(id));
        await socket.PingAsync();
    }

    [TestCase("\"not a UUID\"", "not a UUID")]
    [TestCase("\"\"", "")]
    [TestCase("7", null)]
    [TestCase("\"\\u0041\"", null)]
    [TestCase("\"00000000000000000000000000000000000000000000000000000000000000000\"", null)]
    public async Task An_invalid_client_message_id_is_returned_if_it_is_a_short_text(
        string json, string? givenBack)
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync($$"""{"recipient_id":"{{bob.Id}}","content":"text","client_message_id":{{json}}}""");

        var error = await socket.ErrorAsync("validation_failed");
        Problems.AssertNames(error.Json.GetProperty("errors"), "client_message_id");
        Assert.That(error.Text("client_message_id"), Is.EqualTo(givenBack));
    }

    [Test]
    public async Task An_empty_object_is_a_message_without_members()
    {
        var alice = await Server.RegisterAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendTextAsync("{}");

        var error = await socket.ErrorAsync("validation_failed");
        Problems.AssertNames(error.Json.GetProperty("errors"), "recipient_id");
        Assert.That(error.ClientMessageId, Is.Null);
    }

    [Test]
    public async Task A_refusal_has_the_same_code_as_over_REST()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var id = Guid.CreateVersion7();

        await socket.SendMessageAsync(Guid.CreateVersion7(), "to nobody", id);
        var unknown = await socket.ErrorAsync("recipient_not_found");
        Assert.That((unknown.ClientMessageId, unknown.Has("errors")), Is.EqualTo(((Guid?)id, false)));

        await socket.SendMessageAsync(bob, "first", id);
        await socket.NextAsync("message");
        await socket.SendMessageAsync(bob, "second", id);
        Assert.That((await socket.ErrorAsync("client_message_id_conflict")).ClientMessageId, Is.EqualTo(id));
    }

    [Test]
    public async Task A_read_mark_is_refused_as_over_REST()
    {
        var (alice, bob) = await RegisterTwoAsync();
        var carol = await Server.RegisterAsync();
        var others = await carol.SendAsync(bob, "not alice's");
        await using var socket = await alice.ConnectAsync();

        await socket.MarkReadAsync(bob.Id, others.Id);
        await socket.ErrorAsync("message_not_found");
        await socket.SendJsonAsync(new { type = "read", user_id = bob.Id });
        Problems.AssertNames((await socket.ErrorAsync("validation_failed")).Json.GetProperty("errors"), "message_id");
        await socket.SendJsonAsync(new { type = "read", message_id = others.Id });
        Problems.AssertNames((await socket.ErrorAsync("validation_failed")).Json.GetProperty("errors"), "user_id");
        await socket.PingAsync();
    }

    [Test]
    public async Task A_fragmented_message_is_reassembled()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();
        var bytes = Encoding.UTF8.GetBytes($$"""{"recipient_id":"{{bob.Id}}","content":"cut inside 😀"}""");

        for (var i = 0; i < bytes.Length; i++)
        {
            await socket.SendRawAsync(
                bytes.AsMemory(i, 1), WebSocketMessageType.Text, endOfMessage: i == bytes.Length - 1);
        }

        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo("cut inside 😀"));
    }

    [Test]
    public async Task A_frame_of_exactly_64_KiB_is_accepted()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await using var socket = await alice.ConnectAsync();

        await socket.SendRawAsync(Bodies.MessageOfSize(bob.Id, Bodies.Largest), WebSocketMessageType.Text);

        Assert.That((await socket.MessageAsync()).Content, Is.EqualTo(Bodies.Content));
    }
}
