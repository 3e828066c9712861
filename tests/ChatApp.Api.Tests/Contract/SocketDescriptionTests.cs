using System.Text;
using System.Text.Json.Nodes;
using ChatApp.Domain.Messages;

namespace ChatApp.Api.Tests.Contract;

/// <summary>
/// Checks that the AsyncAPI document (contract, section 7) describes the socket. <see cref="SharedServers"/> also
/// checks the frames of all other tests against it.
/// </summary>
internal sealed class SocketDescriptionTests() : ContractTests(Database.Sqlite)
{
    private const string SomeId = "019a1b2a-c50c-7670-b597-8670127f4001";
    private const string UpperCaseId = "019A1B2A-C50C-7670-B597-8670127F4001";

    private static readonly SocketDescription Description = SocketDescription.Read();

    [Test]
    public async Task The_document_is_served()
    {
        using var client = Server.CreateClient();

        using var answer = await client.GetAsync("asyncapi.json");
        using var head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "asyncapi.json"));
        var served = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        var written = SocketDescription.ReadDocument();
        written["servers"]!["this"]!["host"] = Server.BaseAddress.Authority;
        written["info"]!["contact"]!["url"] = new Uri(Server.BaseAddress, "docs/").AbsoluteUri;

        Assert.That(answer.Content.Headers.ContentType?.MediaType, Is.EqualTo("application/json"));
        Assert.That(answer.Headers.CacheControl?.NoStore, Is.True, "it contains the host of the request");
        Assert.That(JsonNode.DeepEquals(served, written), Is.True, $"{served}");
        Assert.That(head.StatusCode, Is.EqualTo(HttpStatusCode.OK));
    }

    [TestCase("http", "localhost:8000", "", "ws://localhost:8000")]
    [TestCase("https", "chat.example", "", "wss://chat.example")]
    [TestCase("https", "chat.example:8443", "/talk", "wss://chat.example:8443/talk")]
    [TestCase("http", "[::1]:8000", "/a%20b", "ws://[::1]:8000/a%20b")]
    public async Task The_described_server_is_the_one_of_the_request(
        string scheme, string host, string prefix, string expected)
    {
        await using var server = await ChatTestServer.StartAsync(
            TestDatabases.Options(Database, ("Proxies:Networks:0", "127.0.0.1")) with
            {
                Configure = builder =>
                PathPrefix.Add(builder, prefix)
            });
        using var client = server.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{prefix}/asyncapi.json")
        {
            Headers = { { "Host", host }, { "X-Forwarded-Proto", scheme } },
        };
        using var answer = await client.SendAsync(request);

        var document = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;

        var place = document["servers"]!["this"]!;
        Assert.That($"{place["protocol"]}://{place["host"]}{place["pathname"]}", Is.EqualTo(expected));
        Assert.That(document["servers"]!.AsObject(), Has.Count.EqualTo(1));
        Assert.That($"{document["info"]!["contact"]!["url"]}", Is.EqualTo($"{scheme}://{host}{prefix}/docs/"));
    }

    [TestCase("1.0\r\n", Description = "HTTP/1.0 needs no Host header")]
    [TestCase("1.1\r\nHost: localhost:99999\r\n")]
    [TestCase("1.1\r\nHost: a!b\r\n")]
    [TestCase("1.1\r\nHost: $\r\n")]
    public async Task The_described_server_is_the_default_one_without_a_valid_host(string versionAndHost)
    {
        var answer = await RawHttp.AskAsync(
            Server, $"GET /asyncapi.json HTTP/{versionAndHost}Connection: close\r\n\r\n").WithTimeout();

        Assert.That(answer, Does.StartWith("HTTP/1.1 200 ").And.Contain("\"host\": \"localhost:8000\""));
    }

    [Test]
    public async Task Every_described_frame_is_used()
    {
        await using var server = await StartServerAsync(("Presence:Enabled", "true"));
        var (alice, bob) = await RegisterTwoAsync(server);
        var message = await alice.SendAsync(bob, "Read me");
        await using var socket = await bob.ConnectAsync();
        await using var other = await alice.ConnectAsync();

        foreach (var (name, example) in Description.ClientFrames)
        {
            await socket.SendJsonAsync(Between(example, alice.Id, message.Id));
            var (answered, type) = name switch
            {
                "sendMessage" => (socket, "message"),
                "markDelivered" => (socket, "delivered"),
                "markRead" => (socket, "read"),
                "showTyping" => (other, "typing"),
                _ => (socket, "pong"),
            };
            await answered.NextAsync(type);
        }

        await socket.NextAsync("presence");
        await other.ShowTypingAsync(bob.Id);
        await socket.NextAsync("typing");

        await socket.SendJsonAsync(new { type = "nothing" });
        Assert.That((await socket.NextAsync("error")).Text("code"), Is.EqualTo("unknown_type"));
        await alice.EditAsync(message.Id, "Read me now");
        await socket.NextAsync("message_edited");
        await alice.AddReactionAsync(message.Id, "👍");
        await socket.NextAsync("reaction_added");
        await alice.RemoveReactionAsync(message.Id, "👍");
        await socket.NextAsync("reaction_removed");
        await bob.UpdateConversationAsync(alice.Id, pinned: true);
        await socket.NextAsync("conversation_updated");
        await alice.DeleteAsync(message.Id);
        await socket.NextAsync("message_deleted");
        await alice.ChangeDisplayNameAsync("Alice");
        await socket.NextAsync("user_updated");
        Assert.That(socket.Received.Select(frame => frame.Type).Distinct(), Is.EquivalentTo(Description.Types));
    }

    [Test]
    public void The_described_text_limit_is_that_of_the_code() =>
        Assert.That(Description.MaxContentLength, Is.EqualTo(MessageContent.MaxLength));

    [TestCase("""{"type":"pong"}""", true)]
    [TestCase($$"""{"type":"typing","user_id":"{{SomeId}}"}""", true)]
    [TestCase($$"""{"type":"groups","user_id":"{{SomeId}}"}""", false)]
    [TestCase("""{"type":"error","error":"No.","code":"not_a_code"}""", false)]
    [TestCase($$"""{"type":"ready","user_id":"{{UpperCaseId}}","session_id":"{{SomeId}}","cursor":"a"}""", false)]
    [TestCase($$"""{"type":"read","user_id":"{{SomeId}}","seq":1,"cursor":"a"}""", false)]
    public void The_schema_accepts_only_valid_frames(string frame, bool isRight) =>
        Assert.That(Description.Explain(Encoding.UTF8.GetBytes(frame)), isRight ? Is.Null : Is.Not.Null);

    // The example with real users.
    private static JsonNode Between(JsonNode example, Guid peerId, Guid messageId)
    {
        var frame = example.DeepClone();
        foreach (var (name, id) in new[] { ("recipient_id", peerId), ("user_id", peerId), ("message_id", messageId) })
        {
            if (frame[name] is not null)
            {
                frame[name] = id;
            }
        }

        return frame;
    }
}
