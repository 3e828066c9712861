using System.Diagnostics;
using System.Net;
using System.Threading.Channels;
using ChatApp.Fault.Tests.Devices;
using ChatApp.Fault.Tests.Faults;
using ChatApp.Fault.Tests.Processes;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests;

/// <summary>
/// One user writes on the first node, the other only listens on the second, so only a hint or reconciliation can tell
/// that node of an event. If users wrote on all nodes, each answer would also bring the stream up to date.
/// </summary>
internal sealed class HealingTests
{
    // Section 6 of the contract, point 4.
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(5);

    // For waits without a promised limit, for example until a newly started node accepts a first message.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(30) };
    private readonly HistoryRecorder _recorder = new();
    private readonly Channel<(ChatMessage Message, long At)> _received =
        Channel.CreateUnbounded<(ChatMessage Message, long At)>();
    private Installation _installation = null!;
    private DeviceSession _writer = null!;
    private DeviceSession _listener = null!;
    private Person _listening = null!;
    private DeviceSocket _socket = null!;
    private Task _receiving = Task.CompletedTask;
    private string _cursor = "";
    private long _count;

    [OneTimeSetUp]
    public async Task Start()
    {
        _installation = await Installation.StartAsync(nodes: 2, CancellationToken.None);
        Uri[] nodes = [.. _installation.Nodes.Select(node => node.Address)];
        var writing = await Crowd.RegisterAsync(_client, nodes[0], _recorder, CancellationToken.None);
        _listening = await Crowd.RegisterAsync(_client, nodes[0], _recorder, CancellationToken.None);
        _writer = new DeviceSession(_client, [nodes[0]], writing, _recorder);
        _listener = new DeviceSession(_client, [nodes[1]], _listening, _recorder);
        var beginning = await _listener.InsistAsync(
            HttpMethod.Get, "sync", null, HttpStatusCode.OK, CancellationToken.None);
        _cursor = beginning.Body.GetProperty("cursor").GetString()!;
    }

    // With a new token, whose lifetime of a minute is long enough for one test.
    [SetUp]
    public async Task Connect()
    {
        var token = await _listener.RenewAsync(
            await _listener.GetTokenAsync(CancellationToken.None), CancellationToken.None);
        _socket = await DeviceSocket.ConnectAsync(_listener.Node, token, _cursor, "listener", CancellationToken.None);
        _receiving = ReceiveAsync();
        await AssertArrivesAsync();
    }

    [TearDown]
    public async Task Disconnect()
    {
        _socket.Dispose();
        await _receiving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    [OneTimeTearDown]
    public async Task Stop()
    {
        _writer.Dispose();
        _listener.Dispose();
        _client.Dispose();
        await _installation.DisposeAsync();
    }

    [TestCase(FaultKind.RedisKilled, 0)]
    [TestCase(FaultKind.RedisCut, 0)]
    [TestCase(FaultKind.RedisCut, 1)]
    [TestCase(FaultKind.RedisBlackHoled, 0)]
    [TestCase(FaultKind.RedisBlackHoled, 1)]
    [TestCase(FaultKind.RedisAnswersLost, 1)]
    [CancelAfter(60_000)]
    public async Task An_event_with_a_lost_hint_arrives_within_5_seconds(
        FaultKind kind, int node, CancellationToken cancellationToken)
    {
        var fault = new FaultInjector(_installation, _recorder).InjectAsync(
            new(kind, node, TimeSpan.FromSeconds(6)), cancellationToken);
        var longest = TimeSpan.Zero;
        while (!fault.IsCompleted)
        {
            var way = await AssertArrivesAsync();
            longest = way > longest ? way : longest;
        }

        await fault;
        await TestContext.Progress.WriteLineAsync($"{kind} {node}: {longest.TotalSeconds:0.00} s");
    }

    [Test]
    [CancelAfter(120_000)]
    public async Task Commits_of_a_killed_node_arrive_within_5_seconds(
        CancellationToken cancellationToken)
    {
        for (var round = 0; round < 3; round++)
        {
            using var writing = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var writers = Enumerable.Range(0, 8).Select(_ => WriteAsync(writing.Token)).ToArray();
            await NextAsync();
            await _installation.Nodes[0].Server.KillAsync(cancellationToken);
            var killed = Stopwatch.GetTimestamp();
            await writing.CancelAsync();
            await Task.WhenAll(writers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

            var stored = await LastSeqAsync(cancellationToken);
            while (_count < stored)
            {
                var (_, at) = await NextAsync();
                Assert.That(Stopwatch.GetElapsedTime(killed, at), Is.LessThan(Promised));
            }

            await _installation.Nodes[0].Server.StartAsync(cancellationToken);
            await AssertArrivesAsync();
        }
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_new_socket_does_not_wait_long_for_a_silent_Redis(CancellationToken cancellationToken)
    {
        var token = await _listener.GetTokenAsync(cancellationToken);
        _installation.Nodes[1].ToRedis!.Set(LinkState.BlackHole);
        var begin = Stopwatch.GetTimestamp();
        using var socket = await DeviceSocket.ConnectAsync(
            _listener.Node, token, _cursor, "newcomer", cancellationToken);
        var first = await socket.ReceiveAsync(cancellationToken);
        var took = Stopwatch.GetElapsedTime(begin);
        _installation.Nodes[1].ToRedis!.Set(LinkState.Up);

        Assert.That(first?.Type, Is.EqualTo("ready"));
        Assert.That(took, Is.LessThan(TimeSpan.FromSeconds(2)), "the time-out of a Redis call");
    }

    private async Task<TimeSpan> AssertArrivesAsync()
    {
        var message = await WriteOneAsync(CancellationToken.None);
        var begin = Stopwatch.GetTimestamp();
        while (true)
        {
            var (next, at) = await NextAsync();
            if (next.Id == message.Id)
            {
                var way = Stopwatch.GetElapsedTime(begin, at);
                Assert.That(way, Is.LessThan(Promised));
                return way;
            }
        }
    }

    // In order and once: the seqs of this single conversation arrive without a gap.
    private async Task<(ChatMessage Message, long At)> NextAsync()
    {
        using var deadline = new CancellationTokenSource(Patience);
        var (message, at) = await _received.Reader.ReadAsync(deadline.Token);
        Assert.That(message.Seq, Is.EqualTo(++_count));
        return (message, at);
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await WriteOneAsync(cancellationToken);
        }
    }

    private async Task<ChatMessage> WriteOneAsync(CancellationToken cancellationToken)
    {
        var body = new { recipient_id = _listening.Id, content = "listen", client_message_id = Guid.CreateVersion7() };
        var answer = await _writer.InsistAsync(
            HttpMethod.Post, "messages/dm", body, HttpStatusCode.Created, cancellationToken, orElse: HttpStatusCode.OK);
        return answer.To<ChatMessage>();
    }

    private async Task<long> LastSeqAsync(CancellationToken cancellationToken)
    {
        var list = await _listener.InsistAsync(
            HttpMethod.Get, "messages/conversations", null, HttpStatusCode.OK, cancellationToken);
        return list.To<List<ConversationSummary>>()[0].LastSeq;
    }

    private async Task ReceiveAsync()
    {
        while (await _socket.ReceiveAsync(CancellationToken.None) is { } frame)
        {
            if (frame.Type == "message")
            {
                _cursor = frame.Cursor!;
                _received.Writer.TryWrite((frame.ToMessage(), Stopwatch.GetTimestamp()));
            }
        }
    }
}
