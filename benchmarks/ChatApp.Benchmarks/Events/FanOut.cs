using System.Buffers;
using BenchmarkDotNet.Attributes;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Events;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Diagnostics;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Realtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace ChatApp.Benchmarks.Events;

/// <summary>
/// One message from its commit to the write buffers of all its sockets, on a node with 10,000 users: both feeds found,
/// the event encoded and kept, each socket woken, each takes it and frames it.
/// </summary>
public class FanOut
{
    private const int Users = 10_000;
    private const int MaxSocketsPerUser = 20;

    private readonly ConnectionRegistry _registry = new();
    private StreamSubscriptions _streams = null!;
    private readonly ArrayBufferWriter<byte> _output = new(64 * 1024);
    private readonly MessageSent _sent = Sample.Sent(64);
    private readonly List<IStreamSubscription> _subscriptions = [];
    private readonly FakeConnection _newcomer = new(Guid.CreateVersion7());
    private long _number;

    /// <summary>Of each of the two users.</summary>
    [Params(1, 5, 20)]
    public int Sockets { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _streams = new StreamSubscriptions(
            _registry,
            new InProcessSocketQuota(),
            new Sample.NoLog(),
            Sample.Cursors(),
            new ChatMetrics(),
            new StreamReads(
                new Sample.NoLog(), new OutageLog(TimeProvider.System, NullLogger<OutageLog>.Instance),
                TimeProvider.System, NullLogger<StreamReads>.Instance));
        for (var i = 0; i < Users; i++)
        {
            _registry.TryAdd(new FakeConnection(Guid.CreateVersion7()), MaxSocketsPerUser);
        }

        foreach (var userId in (Guid[])[Sample.Alice, Sample.Bob])
        {
            for (var i = 0; i < Sockets; i++)
            {
                var subscriber = new FakeConnection(userId);
                var feed = _registry.TryAdd(subscriber, MaxSocketsPerUser)!;
                _subscriptions.Add(new StreamSubscription(_streams, subscriber, feed, Sample.Epoch, sent: 0)
                {
                    AllEvents = true,
                    CursorError = null,
                });
            }
        }
    }

    [Benchmark]
    public int PublishAndTake()
    {
        var encoded = EventEncoder.Encode(_sent);
        _number++;
        foreach (var position in _sent.Positions)
        {
            _registry.Find(position.UserId)!.Append(_number, encoded);
        }

        _output.ResetWrittenCount();
        var taken = 0;
        foreach (var subscription in _subscriptions)
        {
            while (subscription.TryTake(out var frame))
            {
                FrameWriter.Write(_output, Opcode.Text, frame.Shared.Span, frame.End.Span);
                taken++;
            }
        }

        return taken;
    }

    [Benchmark]
    public void ComeAndGo()
    {
        _registry.TryAdd(_newcomer, MaxSocketsPerUser);
        _registry.Remove(_newcomer);
    }
}
