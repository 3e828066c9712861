using System.Text;

namespace ChatApp.Api.Tests.Contract;

/// <summary>
/// A parameter without a value counts as absent (contract, section 1), also in the URL of a socket.
/// </summary>
[TestFixture]
public sealed class EmptyParameterTests() : ContractTests(Database.Sqlite)
{
    [TestCase("api/v1/users?search=al", "limit", "after")]
    [TestCase("api/v1/auth/sessions", "limit", "before")]
    [TestCase("api/v1/messages/conversations", "limit", "before", "before_at")]
    [TestCase("api/v1/messages/dm/{id}", "limit", "before", "after", "around")]
    [TestCase("api/v1/messages/search?q=al", "limit", "before", "with")]
    [TestCase("api/v1/sync", "limit", "since")]
    public async Task An_empty_parameter_of_a_list_counts_as_absent(string path, params string[] parameters)
    {
        await using var server = await StartServerAsync();
        var (alice, _) = await RegisterTwoAsync(server);
        path = path.Replace("{id}", $"{alice.Id}", StringComparison.Ordinal);
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        var expected = await alice.HttpClient.GetAsync(path).JsonAsync(HttpStatusCode.OK);

        foreach (var query in (string[])
        [
            .. parameters.Select(name => $"{name}="), .. parameters,
            string.Join('&', parameters.Select(name => $"{name}=")),
            .. parameters.Select(name => $"{name}=&{name}"), "", "=", "&",
        ])
        {
            var answer = await alice.HttpClient.GetAsync($"{path}{separator}{query}").JsonAsync(HttpStatusCode.OK);
            Assert.That(answer.ValueKind, Is.EqualTo(expected.ValueKind), query);
            if (answer.ValueKind == JsonValueKind.Array)
            {
                Assert.That(answer.GetArrayLength(), Is.EqualTo(expected.GetArrayLength()), query);
            }
        }
    }

    [Test]
    public async Task An_empty_parameter_does_not_hide_the_others()
    {
        var (alice, bob) = await RegisterTwoAsync();
        await alice.SendAsync(bob, "one");
        await alice.SendAsync(bob, "two");

        using var answer = await alice.HttpClient.GetAsync($"api/v1/messages/dm/{bob.Id}?limit=&limit=1&before=");

        Assert.That((await answer.JsonAsync(HttpStatusCode.OK)).GetArrayLength(), Is.EqualTo(1));
        Assert.That(
            answer.Headers.GetValues("Link").Single(),
            Does.Contain("limit=1").And.Not.Contain("limit=&").And.Not.Contain("limit=>"));
    }

    [TestCase("limit=%20")]
    [TestCase("limit=x")]
    [TestCase("limit=0")]
    public async Task An_invalid_value_is_refused(string query)
    {
        var user = await Server.RegisterAsync();
        await user.HttpClient.GetAsync($"api/v1/users?search=al&{query}").InvalidFieldAsync("limit");
    }

    [TestCase("ticket=&token={token}")]
    [TestCase("ticket&token={token}")]
    [TestCase("token=&ticket={ticket}")]
    [TestCase("token={token}&since=&events=all")]
    [TestCase("token={token}&since&events=all&ticket=")]
    [TestCase("ticket=&ticket={ticket}")]
    public async Task An_empty_parameter_of_a_socket_URL_counts_as_absent(string query)
    {
        var alice = await Server.RegisterAsync();
        var answer = await alice.HttpClient.PostAsync("api/v1/auth/ticket", content: null)
            .JsonAsync(HttpStatusCode.Created);
        query = query.Replace("{token}", alice.AccessToken, StringComparison.Ordinal)
            .Replace("{ticket}", answer.Text("ticket"), StringComparison.Ordinal);

        using var socket = await RawSocket.ConnectAsync(Server, $"/ws/chat?{query}");

        // Notes to oneself arrive at an accepted socket; a refused one would be closed.
        await alice.SendAsync(alice, "Hello!");
        var first = await socket.ReadFrameAsync().WithTimeout();
        Assert.That(first.Opcode, Is.EqualTo(1), Encoding.UTF8.GetString(first.Payload));
    }

    [Test]
    public async Task Empty_events_means_messages_only()
    {
        var alice = await Server.RegisterAsync();
        using var socket = await RawSocket.ConnectAsync(Server, $"/ws/chat?token={alice.AccessToken}&events=");

        await alice.SendAsync(alice, "Hello!");

        var (_, payload) = await socket.ReadFrameAsync().WithTimeout();
        Assert.That(Encoding.UTF8.GetString(payload), Does.Contain("\"type\":\"message\""), "and not \"ready\"");
    }
}
