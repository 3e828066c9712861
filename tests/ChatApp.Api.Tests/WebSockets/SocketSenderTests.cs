using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Application.Signals;
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

    [Test]
    public async Task Signals_follow_the_ready_frame_and_all_events_and_the_oldest_are_kept()
    {
        var sender = NewSender();
        sender.Enqueue(OutboundFrames.Pong);
        for (var i = 0; i < 2 * SocketSender.MaxPendingSignals; i++)
        {
            sender.Deliver(new Typing(new Guid(i, 0, 0, new byte[8])).Encode().Json);
        }

        var running = sender.RunAsync(new ShortStream { AllEvents = true });

        var frames = await FramesAsync(2 + SocketSender.MaxPendingSignals);
        Assert.That(frames.Take(2), Is.EqualTo(new[] { """{"type":"pong"}""", ShortStream.Event }));
        Assert.That(
            frames.Skip(2),
            Is.EqualTo(Enumerable.Range(0, SocketSender.MaxPendingSignals)
                .Select(i => $$"""{"type":"typing","user_id":"{{i:x8}}-0000-0000-0000-000000000000"}""")));
        sender.Cut();
        await running.WithTimeout();
    }

    [Test]
    public async Task A_socket_without_all_events_gets_no_signals()
    {
        var sender = NewSender();
        sender.Deliver(new Typing(Guid.CreateVersion7()).Encode().Json);
        var running = sender.RunAsync(new ShortStream { AllEvents = false });
        Assert.That(await FramesAsync(1), Is.EqualTo(new[] { ShortStream.Event }));

        sender.Deliver(new Typing(Guid.CreateVersion7()).Encode().Json);
        sender.Enqueue(OutboundFrames.Pong);

        Assert.That(await FramesAsync(1), Is.EqualTo(new[] { """{"type":"pong"}""" }));
        sender.Cut();
        await running.WithTimeout();
        Assert.That(_wire.Reader.TryRead(out _), Is.False);
    }

    [Test]
    public async Task Signals_wait_for_events_that_cannot_be_read()
    {
        var (sender, running) = StartBehindAnOutage();
        sender.Deliver(new Typing(Guid.CreateVersion7()).Encode().Json);
        sender.Enqueue(OutboundFrames.Pong);

        Assert.That(await FramesAsync(1), Is.EqualTo(new[] { """{"type":"pong"}""" }));
        sender.Cut();
        await running.WithTimeout();
        Assert.That(_wire.Reader.TryRead(out _), Is.False);
    }

    private (SocketSender Sender, Task Running) StartBehindAnOutage()
    {
        var sender = NewSender();
        return (sender, sender.RunAsync(new UnreachableStream()));
    }

    private SocketSender NewSender()
    {
        var heartbeat = new Heartbeat(SocketSettings.PingInterval, TimeProvider.System);
        return new SocketSender(
            _wire.Writer, Guid.CreateVersion7(), heartbeat, new SocketMetrics(), TimeProvider.System,
            NullLogger.Instance);
    }

    // Each is shorter than 126 bytes, so its header has two bytes.
    private async Task<List<string>> FramesAsync(int count)
    {
        var frames = new List<string>();
        while (frames.Count < count)
        {
            var read = await _wire.Reader.ReadAsync().AsTask().WithTimeout();
            var bytes = read.Buffer.ToArray().AsSpan();
            for (; !bytes.IsEmpty; bytes = bytes[(2 + bytes[1])..])
            {
                frames.Add(Encoding.UTF8.GetString(bytes.Slice(2, bytes[1])));
            }

            _wire.Reader.AdvanceTo(read.Buffer.End);
        }

        return frames;
    }

    /// <summary>A subscription with one event.</summary>
    private sealed class ShortStream : IStreamSubscription
    {
        public const string Event = """{"type":"message"}""";

        public required bool AllEvents { get; init; }

        public string Cursor => "";

        public long Sent { get; private set; }

        public bool IsBehind => Sent == 0;

        public long Waiting => 0;

        public void Raise(long head)
        {
        }

        public bool TryTake(out EventFrame frame)
        {
            var isNew = IsBehind;
            frame = isNew ? new EventFrame(Encoding.UTF8.GetBytes(Event), default) : default;
            Sent = 1;
            return isNew;
        }

        public Error? TakeCursorError() => null;

        public Task<bool> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public void Dispose()
        {
        }
    }

    /// <summary>A subscription whose events are all in an unreachable database.</summary>
    private sealed class UnreachableStream : IStreamSubscription
    {
        public bool AllEvents => true;

        public string Cursor => "";

        public long Sent => 0;

        public bool IsBehind => true;

        public long Waiting => 1;

        public void Raise(long head)
        {
        }

        public bool TryTake(out EventFrame frame)
        {
            frame = default;
            return false;
        }

        public Error? TakeCursorError() => null;

        public Task<bool> ReadAsync(CancellationToken cancellationToken) => Task.FromResult(false);

        public void Dispose()
        {
        }
    }
}
