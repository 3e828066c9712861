using System.Buffers;
using BenchmarkDotNet.Attributes;
using ChatApp.Api.WebSockets;
using ChatApp.Api.WebSockets.Transport;

namespace ChatApp.Benchmarks.Frames;

/// <summary>
/// What is done to the payload of one frame: unmasked and parsed on its way in, framed on its way out.
/// </summary>
public class FrameContent
{
    private const uint Mask = 0x3D21FA37;

    private readonly ArrayBufferWriter<byte> _output = new(8 * 1024);
    private byte[] _json = [];
    private byte[] _unmasked = [];
    private ReadOnlySequence<byte> _masked;

    [Params(64, 4000)]
    public int TextLength { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _json = Sample.Json(TextLength);
        _unmasked = new byte[_json.Length];
        _masked = new ReadOnlySequence<byte>(_json);
    }

    [Benchmark]
    public void Unmask() => Masking.CopyUnmasked(_masked, Mask, _unmasked);

    [Benchmark]
    public object? Parse() => FrameParser.Parse(_json);

    [Benchmark]
    public void Write()
    {
        _output.ResetWrittenCount();
        FrameWriter.Write(_output, Opcode.Text, _json);
    }
}
