using System.IO.Pipelines;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Api.Tests.WebSockets;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SocketSenderTests
{
    private readonly Pipe _wire = new();

    [Test]
    public async Task A_cut_connection_ends_a_drain_that_waits_for_the_database()
    {
        var (sender, running) = StartBehindAnOutage();
        sender.Close(CloseCode.ShuttingDown);
        Assert.That(running.IsCompleted, Is.False, "the drain waits for the events");

        sender.Cut();

        await running.WithTimeout();
        Assert.That(_wire.Reader.TryRead(out _), Is.False, "no close frame is sent to a cut connection");
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
    public async Task A_caller_that_waits_for_a_slot_continues_when_the_sender_ends()
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

    /// <summary>A subscription whose events are all in an unreachable database.</summary>
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
