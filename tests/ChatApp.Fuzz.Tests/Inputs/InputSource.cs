using FsCheck;
using FsCheck.Fluent;

namespace ChatApp.Fuzz.Tests.Inputs;

/// <summary>
/// The inputs of a run, by number. A seed and a number always give the same input, except for the run's ids and tokens.
/// </summary>
internal sealed class InputSource
{
    private const ulong GoldenRatio = 0x9E37_79B9_7F4A_7C15;
    private const int LargestSize = 40;

    private readonly int _seed;
    private readonly Gen<Input> _inputs;

    public InputSource(int seed, Known known)
    {
        var (requests, frames) = (new RequestGen(known), new FrameGen(known));
        _seed = seed;
        _inputs = Gen.Frequency(
            (45, requests.WellFramed), (15, requests.Broken), (25, frames.WellFormed), (15, frames.Broken));
    }

    public Input this[int number]
    {
        get
        {
            // Spreads neighbouring numbers, so that their inputs are unrelated.
            var random = new Rnd(unchecked(((ulong)_seed << 32) ^ ((ulong)number * GoldenRatio)));
            return _inputs.Sample(numberOfSamples: 1, random, size: 1 + (number % LargestSize))[0];
        }
    }
}
