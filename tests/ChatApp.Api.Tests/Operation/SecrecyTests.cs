using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net.WebSockets;
using System.Text;

namespace ChatApp.Api.Tests.Operation;

/// <summary>
/// No token, password, email address or message text occurs in a log, at any level down to Trace, in an error answer, a
/// trace or a metric. At the end of the run, <see cref="SharedServers"/> also searches the logs of all other tests.
/// </summary>
[TestFixture]
public sealed class SecrecyTests
{
    private const int MostTold = 10;

    [TestCase(Database.Sqlite)]
    [TestCase(Database.Postgres)]
    public async Task A_chat_with_every_kind_of_error_leaks_no_secret(Database database)
    {
        var watch = SharedServers.Watch;
        await using var server = await ChatTestServer.StartAsync(TestDatabases.Options(database));
        using var traces = ListenToTraces(watch);
        using var metrics = ListenToMetrics(watch);
        using var client = server.CreateClient();
        var before = watch.Lines;

        // Secrets of failed calls occur in no answer, so the watch must be given them.
        foreach (var body in Mistakes().Select(body => Encoding.UTF8.GetBytes(body)))
        {
            watch.LearnFrom(body);
            foreach (var path in (string[])["register", "login", "refresh", "password"])
            {
                using var answer = await client.PostBytesAsync($"api/v1/auth/{path}", body);
            }
        }

        var alice = await server.RegisterAsync(
            password: Secret("right password"), email: $"{UniqueName.Next()}@secret.example");
        var bob = await server.RegisterAsync();
        await TalkAsync(alice, bob, watch);
        await MisuseTokensAsync(server, client, alice, watch);
        await alice.RefreshAsync();
        var guess = new { current_password = Secret("wrong password"), new_password = Secret("new password") };
        await alice.HttpClient.PostObjectAsync("api/v1/auth/password", guess)
            .ProblemAsync(HttpStatusCode.Forbidden, "wrong_password");
        await alice.ChangePasswordAsync(Secret("new password"));
        await alice.LogOutAsync();
        using (await alice.HttpClient.GetAsync("api/v1/users/me"))
        {
            metrics.RecordObservableInstruments();
        }

        Assert.That(watch.Lines - before, Is.GreaterThan(100), "the calls must have been logged");
        Assert.That(watch.FindLeaks(MostTold), Is.Empty);
    }

    [Test]
    public void The_watch_finds_a_leaked_secret()
    {
        using var watch = new SecretWatch(Microsoft.Extensions.Logging.LogLevel.Trace);
        watch.LearnFrom(
            "{\"password\":\"passw0rd!\",\"access_token\":\""u8
            + "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.payload-of-a-token.signature-of-a-token\""u8);
        watch.Keep("log", "nothing to see");
        watch.Keep("log", "the user typed passw0rd!");
        watch.Keep("log", "bad header: Bearer eyJhbGciOiJIUzI1NiIs…");

        Assert.That(watch.FindLeaks(MostTold), Has.Count.EqualTo(1));
        watch.Keep("log", "bad header: Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9…");
        Assert.That(watch.FindLeaks(MostTold), Has.Count.EqualTo(2));
    }

    private static string Secret(string what) => $"{what} {Guid.CreateVersion7():n}";

    private static IEnumerable<string> Mistakes()
    {
        var (email, password, token) = (Secret("no email"), Secret("wrong"), Secret("token"));
        yield return
            $$"""{"username":"nobody","email":"{{email}}","password":"{{password}}","refresh_token":"{{token}}"}""";
        (email, password, token) = (Secret("x"), Secret("half a document"), Secret("token"));
        yield return
            $$"""{"username":"nobody","email":"{{email}}","password":"{{password}}","refresh_token":"{{token}}"  """;
        (password, token) = (Secret("before a wrong type"), Secret("token"));
        yield return $$"""{"password":"{{password}}","refresh_token":"{{token}}","username":{"a":1} }""";
        (email, password, token) = (Secret("deep"), Secret("in a list"), Secret("token"));
        yield return $$"""{"password":["{{password}}"],"refresh_token":["{{token}}"],"email":{"email":"{{email}}"} }""";
    }

    private static async Task TalkAsync(ChatUser alice, ChatUser bob, SecretWatch watch)
    {
        await using var socket = await bob.ConnectAsync();
        await alice.SendAsync(bob, Secret("over REST"));
        await socket.SendMessageAsync(alice, Secret("over the socket"));
        await socket.SendMessageAsync(alice, Secret("with data"), data: $$"""{"note":"{{Secret("data")}}"}""");
        await socket.NextMessagesAsync(3);
        foreach (var frame in (string[])
            [
                $$"""{"recipient_id":"{{alice.Id}}","content":"{{Secret("cut off")}}" """,
                $$"""{"recipient_id":"{{Guid.Empty}}","content":"{{Secret("to nobody")}}"}""",
                $$"""{"recipient_id":"{{alice.Id}}","content":"x","data":[{"note":"{{Secret("no object")}}"}]}""",
                $$"""{"recipient_id":7,"content":"{{Secret("wrong type")}}"}""",
                $$"""{"type":"{{Secret("type")}}","content":"{{Secret("unknown type")}}"}""",
            ])
        {
            await socket.SendTextAsync(frame);
            await socket.NextAsync("error");
        }

        var tooLong = Encoding.UTF8.GetBytes(
            $$"""{"recipient_id":"{{alice.Id}}","content":"{{Secret(new string('x', 4_000))}}"}""");
        var noRecipient = Encoding.UTF8.GetBytes($$"""{"recipient_id":[],"content":"{{Secret("bad recipient")}}"}""");
        watch.LearnFrom(tooLong);
        using (await alice.HttpClient.PostBytesAsync("api/v1/messages/dm", tooLong))
        using (await alice.HttpClient.PostBytesAsync("api/v1/messages/dm", noRecipient))
        {
            await alice.HistoryAsync(bob.Id);
        }

        await alice.ConversationsAsync();
        await socket.SendRawAsync(
            Encoding.UTF8.GetBytes("""{"content":"bytes that are a secret"}"""), WebSocketMessageType.Binary);
        await socket.WaitForCloseAsync();
    }

    // Tokens in URLs, where they are allowed and where not, and in requests that are not valid HTTP, which the web
    // server tends to quote in its log.
    private static async Task MisuseTokensAsync(
        ChatTestServer server, HttpClient client, ChatUser alice, SecretWatch watch)
    {
        await using (await ChatSocket.ConnectAsync(
            server, new ChatSocketOptions { AccessToken = alice.AccessToken, AllEvents = true }))
        {
            using var misplaced = await client.GetAsync($"api/v1/users/me?token={alice.AccessToken}");
            using var plain = await client.GetAsync($"ws/chat?token={alice.AccessToken}&ticket={alice.RefreshToken}");
            using var lost = await client.GetAsync($"nowhere?access_token={alice.AccessToken}");
        }

        var forged = alice.AccessToken[..^4] + "AAAA";
        watch.Learn(forged);
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/v1/users/me")
        {
            Headers = { { "Authorization", $"Bearer {forged}" } },
        };
        using var refused = await client.SendAsync(request);
        foreach (var head in (string[])
            [
                $"GET /ws/chat?token={alice.AccessToken} HTTP/9.9\r\n\r\n",
                $"GET /ws/chat?token={alice.AccessToken}\r\n\r\n",
                $"BAD\0 /ws/chat?token={alice.AccessToken} HTTP/1.1\r\n\r\n",
                $"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer\0{alice.AccessToken}\r\n\r\n",
                $"GET / HTTP/1.1\r\nHost: {alice.AccessToken}//\r\n\r\n",
                $"GET / HTTP/1.1\r\nHost: x\r\n{alice.RefreshToken}\r\n\r\n",
            ])
        {
            await RawHttp.SendAsync(server, head).WithTimeout();
        }
    }

    private static ActivityListener ListenToTraces(SecretWatch watch)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => watch.Keep(
                $"Trace {activity.Source.Name}",
                $"{activity.DisplayName} {string.Join(", ", activity.TagObjects)} "
                + string.Join(", ", activity.Events.SelectMany(e => e.Tags))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener ListenToMetrics(SecretWatch watch)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) => own.EnableMeasurementEvents(instrument),
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        listener.Start();
        return listener;

        void Keep<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            watch.Keep($"Metric {instrument.Name}", $"{value} {string.Join(", ", tags.ToArray())}");
    }
}
