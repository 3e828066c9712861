using System.IO.Pipelines;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Api.Tests.WebSockets;

[TestFixture]
public sealed class SocketSenderTests
{
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
        Assert.That(
            read.Buffer.FirstSpan[..4].ToArray(),
            Is.EqualTo(new byte[] { 0x88, (byte)(read.Buffer.Length - 2), 0x03, 0xE9 }));
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
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, TimeProvider.System);
        var sender = new SocketSender(_wire.Writer, heartbeat, TimeProvider.System, NullLogger.Instance);
        return (sender, sender.RunAsync(new UnreachableStream()));
    }

    /// <summary>A subscription that has events, all of them in a database that is out of reach.</summary>
    private sealed class UnreachableStream : IStreamSubscription
    {
        public bool AllEvents => true;

        public Error? CursorError => null;

        public string Cursor => "";

        public long Sent => 0;

        public bool IsBehind => true;

        public void Raise(long head)
        {
        }

        public bool TryTake(out EventFrame frame)
        {
            frame = default;
            return false;
        }

        public Task<bool> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public void Dispose()
        {
        }
    }
}
