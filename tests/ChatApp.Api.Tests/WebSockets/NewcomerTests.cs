using System.Net.Sockets;
using System.Text;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Infrastructure.Realtime;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.WebSockets;

/// <summary>Between the read of its place in the stream and its registration a socket misses nothing, and what does not come leaves nothing.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NewcomerTests
{
    private readonly Backplane _backplane = new();
    private ChatTestServer _server = null!;
    private ChatUser _alice = null!;
    private ChatUser _bob = null!;

    [SetUp]
    public async Task Start()
    {
        // On a clock that stands still no sweep can help.
        _server = await ChatTestServer.StartAsync(new ChatTestServerOptions
        {
            UseFakeClock = true,
            Configure = builder => builder.Services.AddSingleton<IBackplane>(_backplane),
        });
        (_alice, _bob) = (await _server.RegisterAsync(), await _server.RegisterAsync());
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [TestCase(false)]
    [TestCase(true, Description = "another socket of the user is there")]
    public async Task What_is_committed_just_after_the_read_of_its_place_reaches_it(bool hasAnother)
    {
        await using var another = hasAnother ? await _bob.ConnectAsync() : null;
        var log = new HookedLog(
            _server.Services.GetRequiredService<IEventLog>(), () => _alice.SendAsync(_bob, "just after the read"));

        var start = await HostWith(log).PrepareAsync(Bob, new QueryCollection(), CancellationToken.None).WithTimeout();

        Assert.That(start.Bounds.Head, Is.Zero);
        var feed = _server.Services.GetRequiredService<ConnectionRegistry>().TryAdd(new Connection(_bob.Id), 20);
        start.Expectation.Dispose();
        Assert.That(feed!.Head, Is.EqualTo(1));
    }

    [Test]
    public void Whoever_gives_up_while_the_database_is_asked_leaves_nothing()
    {
        var log = new HookedLog(
            _server.Services.GetRequiredService<IEventLog>(), () => throw new OperationCanceledException("The peer has gone."));

        Assert.That(
            () => HostWith(log).PrepareAsync(Bob, new QueryCollection(), CancellationToken.None),
            Throws.InstanceOf<OperationCanceledException>());

        Assert.That(_backplane.Inbox.Wants(_bob.Id), Is.False);
    }

    [Test]
    public async Task Clients_who_vanish_at_every_stage_of_the_handshake_leave_nothing()
    {
        var request = $"GET /ws/chat?token={_bob.AccessToken} HTTP/1.1\r\nHost: {_server.BaseAddress.Authority}\r\nUpgrade: websocket\r\n"
            + "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
        for (var i = 0; i < 100; i++)
        {
            using var client = new TcpClient { LingerState = new LingerOption(enable: i % 2 == 0, seconds: 0) };
            await client.ConnectAsync(_server.BaseAddress.Host, _server.BaseAddress.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
            for (var reads = i % 3; reads > 0; reads--)
            {
                await client.GetStream().ReadExactlyAsync(new byte[10]);
            }
        }

        await Task.Run(() => SpinWait.SpinUntil(() => !_backplane.Inbox.Wants(_bob.Id), TimeSpan.FromSeconds(20)));
        Assert.That(_backplane.Inbox.Wants(_bob.Id), Is.False);
        await using var socket = await _bob.ConnectAsync();
        Assert.That(_backplane.Inbox.Wants(_bob.Id), Is.True, "the measure works");
    }

    private Caller Bob => new(_bob.Id, Guid.CreateVersion7(), 1, DateTimeOffset.MaxValue);

    private SocketHost HostWith(IEventLog log) => ActivatorUtilities.CreateInstance<SocketHost>(_server.Services, log);

    private sealed class HookedLog(IEventLog inner, Func<Task> afterRead) : IEventLog
    {
        public int Epoch => inner.Epoch;

        public async Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken)
        {
            var bounds = await inner.GetBoundsAsync(userId, cancellationToken);
            await afterRead();
            return bounds;
        }

        public Task<Page<LoggedEvent>> ReadAsync(Guid userId, long after, int limit, CancellationToken cancellationToken) =>
            inner.ReadAsync(userId, after, limit, cancellationToken);
    }

    private sealed class Backplane : IBackplane
    {
        private readonly InProcessBackplane _inner = new();

        public INodeInbox Inbox { get; private set; } = null!;

        public bool IsUp => true;

        public IDisposable Subscribe(INodeInbox inbox) => _inner.Subscribe(Inbox = inbox);

        public void InterestChanged(Guid userId) => _inner.InterestChanged(userId);

        public void Publish(INodeInbox from, Hint hint) => _inner.Publish(from, hint);
    }

    private sealed class Connection(Guid userId) : IClientConnection
    {
        public Guid ConnectionId { get; } = Guid.CreateVersion7();

        public Guid UserId => userId;

        public Guid SessionId => Guid.Empty;

        public void Wake()
        {
        }

        public void EndSession()
        {
        }

        public void CheckDeadlines()
        {
        }
    }
}
