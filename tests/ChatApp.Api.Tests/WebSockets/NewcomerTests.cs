using System.Net.Sockets;
using System.Text;
using ChatApp.Infrastructure.Realtime;
using Microsoft.Extensions.DependencyInjection;

namespace ChatApp.Api.Tests.WebSockets;

/// <summary>A client that disconnects during the handshake leaves no state behind.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class NewcomerTests
{
    private readonly Backplane _backplane = new();
    private ChatTestServer _server = null!;
    private ChatUser _bob = null!;

    [SetUp]
    public async Task Start()
    {
        // The clock stands still, so no reconciliation can help.
        _server = await ChatTestServer.StartAsync(new ChatTestServerOptions
        {
            UseFakeClock = true,
            Configure = builder => builder.Services.AddSingleton<IBackplane>(_backplane),
        });
        _bob = await _server.RegisterAsync();
    }

    [TearDown]
    public async Task Stop() => await _server.DisposeAsync();

    [Test]
    public async Task Clients_that_disconnect_during_the_handshake_leave_no_state()
    {
        var request = $"GET /ws/chat?token={_bob.AccessToken} HTTP/1.1\r\nHost: {_server.BaseAddress.Authority}\r\n"
            + "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
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
        Assert.That(_backplane.Inbox.Wants(_bob.Id), Is.True, "the check works");
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
}
