using BenchmarkDotNet.Attributes;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Benchmarks.Events;

/// <summary>A message's event as JSON: once what both users share, then a copy for each of them.</summary>
public class EventEncoding
{
    private readonly EventEncoder _encoder = new(Sample.Cursors());
    private MessageSent _sent = null!;
    private ReadOnlyMemory<byte> _shared;

    [Params(64, 4000)]
    public int TextLength { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _sent = Sample.Sent(TextLength);
        _shared = EventEncoder.EncodeShared(_sent);
    }

    [Benchmark]
    public ReadOnlyMemory<byte> EncodeShared() => EventEncoder.EncodeShared(_sent);

    [Benchmark]
    public object EncodeCopy() => _encoder.Encode(_shared, _sent, _sent.Positions[1]);
}
