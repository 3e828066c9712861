using ChatApp.Application.Events;
using ChatApp.Application.Messages;
using ChatApp.Application.Signals;
using ChatApp.Application.Writing;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Accounts;
using ChatApp.Infrastructure.Persistence.Model;
using ChatApp.Infrastructure.Persistence.Reading;
using ChatApp.Infrastructure.Realtime;
using ChatApp.Infrastructure.Tests.Databases;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Infrastructure.Tests.Realtime;

internal sealed class RealtimePublisherTests
{
    private readonly InProcessBackplane _backplane = new();
    private readonly StreamCursors _cursors = new(new FakeLog());
    private readonly Guid _alice = Guid.CreateVersion7();
    private readonly Guid _bob = Guid.CreateVersion7();

    [Test]
    public async Task A_committed_event_is_encoded_once_for_both_feeds()
    {
        await using var node = await Node.StartAsync(_backplane, _cursors);
        var (ofAlice, ofBob) = (node.Connect(_alice), node.Connect(_bob));

        await node.Publisher.PublishAsync(Sent(), CancellationToken.None);

        Assert.That((ofAlice.Wakes, ofBob.Wakes), Is.EqualTo((1, 1)));
        Assert.That(node.Registry.Find(_alice)!.TryFind(3, out var toAlice), Is.True);
        Assert.That(node.Registry.Find(_bob)!.TryFind(8, out var toBob), Is.True);
        Assert.That(toAlice, Is.SameAs(toBob), "encoded once");
    }

    [Test]
    public async Task Another_node_gets_only_the_new_head()
    {
        await using var here = await Node.StartAsync(_backplane, _cursors);
        await using var there = await Node.StartAsync(_backplane, _cursors);
        var ofBob = there.Connect(_bob);

        await here.Publisher.PublishAsync(Sent(), CancellationToken.None);

        var feed = there.Registry.Find(_bob)!;
        Assert.That((ofBob.Wakes, feed.Head), Is.EqualTo((1, 8L)));
        Assert.That(feed.TryFind(8, out _), Is.False);
    }

    [Test]
    public async Task An_event_for_users_who_are_not_connected_creates_no_feed()
    {
        await using var node = await Node.StartAsync(_backplane, _cursors);

        await node.Publisher.PublishAsync(Sent(), CancellationToken.None);

        Assert.That(node.Registry.Find(_alice), Is.Null);
    }

    [Test]
    public async Task An_ended_session_closes_only_its_own_sockets_on_every_node()
    {
        await using var here = await Node.StartAsync(_backplane, _cursors);
        await using var there = await Node.StartAsync(_backplane, _cursors);
        FakeConnection[] connections = [here.Connect(_alice), here.Connect(_alice), there.Connect(_alice)];

        await here.Publisher.EndSessionAsync(_alice, connections[0].SessionId, CancellationToken.None);
        await here.Publisher.EndSessionAsync(_alice, connections[2].SessionId, CancellationToken.None);

        Assert.That(connections.Select(connection => connection.HasEnded), Is.EqualTo(new[] { true, false, true }));
    }

    [Test]
    public async Task An_ended_session_is_removed_from_the_cache_of_other_nodes()
    {
        await using var here = await Node.StartAsync(_backplane, _cursors);
        await using var there = await Node.StartAsync(_backplane, _cursors);
        var session = Session.Start(
            Guid.CreateVersion7(), _alice, TestTime.Noon, TestSession.Lifetime, TestSession.Device);
        there.Sessions.PutRead(session, there.Sessions.BeginRead());

        await here.Publisher.EndSessionAsync(_alice, session.Id, CancellationToken.None);

        Assert.That(there.Sessions.TryGet(session.Id, out _), Is.False);
    }

    [Test]
    public async Task A_signal_reaches_the_sockets_of_its_recipient_on_every_node_and_is_not_kept()
    {
        await using var here = await Node.StartAsync(_backplane, _cursors);
        await using var there = await Node.StartAsync(_backplane, _cursors);
        FakeConnection[] ofBob = [here.Connect(_bob), here.Connect(_bob), there.Connect(_bob)];
        FakeConnection[] ofAlice = [here.Connect(_alice), there.Connect(_alice)];

        here.Publisher.Publish(_bob, new Typing(_alice).Encode());

        Assert.That(
            ofBob.Select(connection => connection.Signals.Single()),
            Is.All.EqualTo($$"""{"type":"typing","user_id":"{{_alice}}"}"""));
        Assert.That(ofAlice.SelectMany(connection => connection.Signals), Is.Empty);
        Assert.That(here.Registry.Find(_bob)!.Head, Is.Zero);
        Assert.That(here.Connect(_bob).Signals, Is.Empty);
    }

    private MessageSent Sent() => new(
        new Message { Id = Guid.CreateVersion7(), Seq = 5, SenderId = _alice, RecipientId = _bob, Content = "Hello!" },
        "alice",
        [new StreamPosition(_alice, 3), new StreamPosition(_bob, 8)]);

    private sealed class Node : IAsyncDisposable
    {
        private readonly NodeInbox _inbox;
        private readonly ChatMetrics _metrics = new();
        private readonly StreamReconciler _reconciler;

        private Node(IBackplane backplane, StreamCursors cursors)
        {
            // Not started here, because it would query the database.
            _reconciler = new StreamReconciler(
                Registry, new NoDatabase(), new EndedSessions(new NoDatabase()), backplane, _metrics,
                new OutageLog(TimeProvider.System, NullLogger<OutageLog>.Instance), TimeProvider.System,
                NullLogger<StreamReconciler>.Instance);
            _inbox = new NodeInbox(Registry, backplane, _reconciler, Sessions);
            Publisher = new RealtimePublisher(Registry, backplane, _inbox);
        }

        public ConnectionRegistry Registry { get; } = new();

        public SessionCache Sessions { get; } = new(TimeProvider.System);

        public RealtimePublisher Publisher { get; }

        public static async Task<Node> StartAsync(IBackplane backplane, StreamCursors cursors)
        {
            var node = new Node(backplane, cursors);
            await node._inbox.StartAsync(CancellationToken.None);
            return node;
        }

        public FakeConnection Connect(Guid userId)
        {
            var connection = new FakeConnection(userId);
            Registry.TryAdd(connection, 20);
            return connection;
        }

        public async ValueTask DisposeAsync()
        {
            await _inbox.StopAsync(CancellationToken.None);
            _reconciler.Dispose();
            _metrics.Dispose();
        }
    }

    private sealed class NoDatabase : IPreparedReads, IDbContextFactory<ChatDbContext>
    {
        public Task<List<MessageDto>> ReadMessagesAsync(
            KnownConversation conversation, HistoryRange range, int count, CancellationToken cancellationToken) =>
            throw new NotSupportedException("These tests have no database.");

        public Task<List<FoundMessage>> FindInIndexAsync(IndexRange range, CancellationToken cancellationToken) =>
            throw new NotSupportedException("These tests have no database.");

        public Task<IReadOnlyDictionary<Guid, StreamBounds>> ReadBoundsAsync(
            IReadOnlyList<Guid> userIds, CancellationToken cancellationToken) =>
            throw new NotSupportedException("These tests have no database.");

        public Task<IReadOnlyDictionary<ParticipantPair, bool>> FindInTouchAsync(
            IReadOnlyList<ParticipantPair> pairs, CancellationToken cancellationToken) =>
            throw new NotSupportedException("These tests have no database.");

        public Task<List<FoundPeer>> FindPeersAsync(
            IReadOnlyList<PeersBefore> asked, int limit, CancellationToken cancellationToken) =>
            throw new NotSupportedException("These tests have no database.");

        public Task<IReadOnlyList<StreamHead>> FindGrownAsync(
            IReadOnlyCollection<StreamHead> known, CancellationToken cancellationToken) =>
            throw new NotSupportedException("These tests have no database.");

        public ChatDbContext CreateDbContext() => throw new NotSupportedException("These tests have no database.");
    }
}
