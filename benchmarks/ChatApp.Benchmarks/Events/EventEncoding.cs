using BenchmarkDotNet.Attributes;
using ChatApp.Domain.Messages;
using ChatApp.Infrastructure.Events;

namespace ChatApp.Benchmarks.Events;

/// <summary>A message's event as JSON: once what all devices share, then the end for each of them.</summary>
public class EventEncoding
{
    private readonly byte[] _end = new byte[EventEncoder.EndLength];
    private MessageSent _sent = null!;

    [Params(64, 4000)]
    public int TextLength { get; set; }

    [GlobalSetup]
    public void SetUp() => _sent = Sample.Sent(TextLength);

    [Benchmark]
    public object Encode() => EventEncoder.Encode(_sent);

    [Benchmark]
    public void WriteEnd() => EventEncoder.WriteEnd(_end, Sample.Bob, 9, Sample.Epoch);
}
