using System.IO.Pipelines;
using ChatApp.Api.WebSockets;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Realtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Api.Tests.WebSockets;

[TestFixture]
public sealed class SocketSenderTests
{
    private readonly Guid _user = Guid.CreateVersion7();
    private readonly Pipe _wire = new();

    [Test]
    public async Task A_cut_ends_a_drain_that_waits_for_events_which_the_database_cannot_give()
    {
        var (sender, running) = StartBehindAnOutage();
        sender.Close(CloseCode.ShuttingDown);
        Assert.That(running.IsCompleted, Is.False, "it waits for the events");

        sender.Cut();

        await running.WithTimeout();
        Assert.That(_wire.Reader.TryRead(out _), Is.False, "there is nobody to send a close frame to");
    }

    [Test]
    public async Task A_drain_that_takes_too_long_ends_with_1001()
    {
        var (sender, running) = StartBehindAnOutage();
        sender.Close(CloseCode.ShuttingDown);

        sender.EndDrain();

        await running.WithTimeout();
        Assert.That(_wire.Reader.TryRead(out var read), Is.True);
        Assert.That(read.Buffer.FirstSpan[..4].ToArray(), Is.EqualTo(new byte[] { 0x88, (byte)(read.Buffer.Length - 2), 0x03, 0xE9 }));
    }

    [Test]
    public async Task Whoever_waits_for_a_slot_goes_on_when_the_sender_has_ended()
    {
        var (sender, running) = StartBehindAnOutage();
        for (var i = 0; i < SocketSender.MaxFramesInFlight; i++)
        {
            await sender.Answers.OccupySlotAsync().WithTimeout();
        }

        var waiting = sender.Answers.OccupySlotAsync();
        Assert.That(waiting.IsCompleted, Is.False);
        sender.Close(CloseCode.Unauthorized);

        await running.WithTimeout();
        await waiting.WithTimeout();
    }

    private (SocketSender Sender, Task Running) StartBehindAnOutage()
    {
        var sender = new SocketSender(
            _wire.Writer, allEvents: true, new Heartbeat(TimeProvider.System), TimeProvider.System, NullLogger.Instance);
        var log = new UnreachableLog();
        var feed = new UserFeed(_user);
        feed.Raise(5);
        return (sender, sender.RunAsync(new FeedReader(_user, feed, 0, log, new EventEncoder(new StreamCursors(log)))));
    }

    private sealed class UnreachableLog : IEventLog
    {
        public int Epoch => 1;

        public Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken) =>
            Task.FromException<StreamBounds>(new TimeoutException());

        public Task<Page<LoggedEvent>> ReadAsync(Guid userId, long after, int limit, CancellationToken cancellationToken) =>
            Task.FromException<Page<LoggedEvent>>(new TimeoutException());
    }
}
