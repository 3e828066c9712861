using System.Net;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;
using ChatApp.Fault.Tests.Tracing;

namespace ChatApp.Fault.Tests;

/// <summary>Two nodes, processes on PostgreSQL and Redis, that send their spans to a collector.</summary>
internal sealed class TraceTests
{
    private const string Content = "what nobody else may read";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-traces-");
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HistoryRecorder _recorder = new();
    private readonly RedisProcess _redis = new();
    private OtlpCollector _collector = null!;
    private PostgresProcess _postgres = null!;
    private ServerProcess _first = null!;
    private ServerProcess _second = null!;
    private Person _alice = null!;
    private Person _bob = null!;
    private DeviceSession _here = null!;
    private DeviceSession _there = null!;

    [OneTimeSetUp]
    public async Task Start()
    {
        _collector = await OtlpCollector.StartAsync(CancellationToken.None);
        _postgres = await PostgresProcess.StartNewAsync(CancellationToken.None);
        await _redis.StartAsync(CancellationToken.None);
        var settings = new Dictionary<string, string>(_collector.Settings)
        {
            ["ConnectionStrings__Postgres"] = _postgres.ConnectionString(
                await _postgres.CreateDatabaseAsync(CancellationToken.None)),
            ["ConnectionStrings__Redis"] = $"127.0.0.1:{_redis.Port}",
            ["Storage__DataDirectory"] = _directory.FullName,
        };
        (_first, _second) = (new ServerProcess(settings), new ServerProcess(settings));
        await Task.WhenAll(_first.StartAsync(CancellationToken.None), _second.StartAsync(CancellationToken.None));
        _alice = await Crowd.RegisterAsync(_client, _first.Address, _recorder, CancellationToken.None);
        _bob = await Crowd.RegisterAsync(_client, _first.Address, _recorder, CancellationToken.None);
        _here = new DeviceSession(_client, [_first.Address], _alice, _recorder);
        _there = new DeviceSession(_client, [_second.Address], _bob, _recorder);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _here.Dispose();
        _there.Dispose();
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _redis.DisposeAsync();
        await _postgres.DisposeAsync();
        await _collector.DisposeAsync();
        _client.Dispose();
        _directory.Delete(recursive: true);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_message_from_a_socket_to_one_of_another_node_is_one_trace(CancellationToken cancellationToken)
    {
        using var alice = await ConnectAsync(_first, _here, cancellationToken);
        using var bob = await ConnectAsync(_second, _there, cancellationToken);

        // The nodes learn with the first that they need each other's hints.
        for (var i = 0; i < 3; i++)
        {
            await alice.SendAsync(new { recipient_id = _bob.Id, content = Content }, cancellationToken);
            await ReceiveAsync(alice, cancellationToken);
            await ReceiveAsync(bob, cancellationToken);
        }

        var spans = await _collector.WaitAsync(
            spans => spans.Count(span => span.Name == "deliver") >= 6, cancellationToken);
        var first = spans.Where(span => span.Name == "socket message").MaxBy(span => span.Start)!;
        var trace = spans.Where(span => span.TraceId == first.TraceId).ToList();
        CollectedSpan One(string name) => trace.Single(span => span.Name == name);
        var (command, commit, publish) = (One("SendMessage"), One("commit"), One("publish MessageSent"));
        var hint = One("receive hint");
        var deliveries = trace.Where(span => span.Name == "deliver").ToLookup(span => span.Instance == first.Instance);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(trace, Has.Count.EqualTo(7), string.Join('\n', trace));
            Assert.That((first.ParentId, first.Kind), Is.EqualTo(("", SpanKind.Server)));
            Assert.That(
                first.Attributes,
                Is.EquivalentTo(new Dictionary<string, string>
                {
                    ["network.protocol.name"] = "websocket",
                    ["user.id"] = $"{_alice.Id}",
                }));
            Assert.That((command.ParentId, command.Kind), Is.EqualTo((first.Id, SpanKind.Internal)));
            Assert.That(commit.ParentId, Is.EqualTo(command.Id));
            Assert.That(commit.Links, Is.EqualTo(new[] { command.Id }));
            Assert.That(commit.Attributes["chatapp.batch.size"], Is.EqualTo("1"));
            Assert.That((publish.ParentId, publish.Kind), Is.EqualTo((command.Id, SpanKind.Producer)));
            Assert.That((hint.ParentId, hint.Kind), Is.EqualTo((publish.Id, SpanKind.Consumer)));
            Assert.That(hint.Instance, Is.Not.EqualTo(first.Instance), "of the other node");
            Assert.That(deliveries[true].Single().ParentId, Is.EqualTo(publish.Id));
            Assert.That(deliveries[true].Single().Attributes["user.id"], Is.EqualTo($"{_alice.Id}"));
            Assert.That(deliveries[false].Single().ParentId, Is.EqualTo(hint.Id));
            Assert.That(deliveries[false].Single().Attributes["user.id"], Is.EqualTo($"{_bob.Id}"));
        }

        await AssertSecrecyAsync(cancellationToken);
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task A_trace_begins_with_a_request_and_has_the_code_of_an_error(CancellationToken cancellationToken)
    {
        await _here.InsistAsync(
            HttpMethod.Post, "messages/dm", new { recipient_id = _bob.Id, content = Content }, HttpStatusCode.Created,
            cancellationToken);
        await _here.InsistAsync(
            HttpMethod.Post, "messages/dm", new { recipient_id = Guid.CreateVersion7(), content = Content },
            HttpStatusCode.NotFound, cancellationToken);

        const string Name = "POST api/v1/messages/dm";
        var spans = await _collector.WaitAsync(
            spans => spans.Count(span => span.Name == Name) >= 2, cancellationToken);
        var requests = spans.Where(span => span.Name == Name).OrderBy(span => span.Start).TakeLast(2).ToArray();
        var commands = Array.ConvertAll(
            requests, request => spans.Single(span => span.ParentId == request.Id && span.Name == "SendMessage"));
        using (Assert.EnterMultipleScope())
        {
            Assert.That(
                requests.Select(request => request.Attributes["http.response.status_code"]),
                Is.EqualTo(new[] { "201", "404" }));
            Assert.That(requests[0].Attributes["http.request.method"], Is.EqualTo("POST"));
            Assert.That(requests[0].Attributes["http.route"], Is.EqualTo("api/v1/messages/dm"));
            Assert.That(requests[0].Attributes.Keys, Has.None.StartsWith("url."));
            Assert.That(commands[0].Attributes, Is.Empty);
            Assert.That(commands[1].Attributes["error.type"], Is.EqualTo("recipient_not_found"));
            Assert.That(spans.Select(span => span.Name), Has.None.Contain("health"));
        }

        Assert.That(await _collector.WaitForMetricAsync("chatapp.sends", cancellationToken), Is.True);
        await AssertSecrecyAsync(cancellationToken);
    }

    private async Task AssertSecrecyAsync(CancellationToken cancellationToken)
    {
        Assert.That(_collector.Has($"{_alice.Id}"), Is.True, "the search finds something");
        foreach (var secret in (string[])
            [
                Content, _alice.Username, _alice.Password, "@example.org",
                await _here.GetTokenAsync(cancellationToken), await _there.GetTokenAsync(cancellationToken),
            ])
        {
            Assert.That(_collector.Has(secret), Is.False, secret);
        }
    }

    private static async Task<DeviceSocket> ConnectAsync(
        ServerProcess node, DeviceSession session, CancellationToken cancellationToken) =>
        await DeviceSocket.ConnectAsync(
            node.Address, await session.GetTokenAsync(cancellationToken), "", "a socket", cancellationToken);

    private static async Task ReceiveAsync(DeviceSocket socket, CancellationToken cancellationToken)
    {
        while (await socket.ReceiveAsync(cancellationToken) is { } frame && frame.Type != "message")
        {
        }
    }
}
