using System.Buffers;
using System.IO.Pipelines;
using BenchmarkDotNet.Attributes;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Benchmarks.Frames;

/// <summary>
/// Takes a client's frames out of the connection's pipe: header, mask, UTF-8. The bytes are put there as part of it.
/// </summary>
public class FrameReading
{
    private const int Frames = 64;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 0));
    private byte[] _frames = [];

    [Params(64, 4000)]
    public int TextLength { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var frame = Sample.ClientFrame(Sample.Json(TextLength));
        _frames = [.. Enumerable.Repeat(frame, Frames).SelectMany(bytes => bytes)];
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public async Task<int> ReadFrame()
    {
        _pipe.Writer.Write(_frames);
        await _pipe.Writer.FlushAsync();
        using var reader = new MessageReader(_pipe.Reader, SocketSettings.MessageLimits);
        var length = 0;
        for (var i = 0; i < Frames; i++)
        {
            length += (await reader.ReadAsync()).Payload.Length;
        }

        return length;
    }
}
