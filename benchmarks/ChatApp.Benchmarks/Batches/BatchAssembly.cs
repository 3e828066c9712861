using BenchmarkDotNet.Attributes;

namespace ChatApp.Benchmarks.Batches;

/// <summary>
/// What a message costs in its batch, alone and as one of 400 (50 pairs of users with eight messages each): all figures
/// are for one message.
/// </summary>
public class BatchAssembly
{
    private const int Pairs = 50;
    private const int InFlight = 8;
    private const int All = Pairs * InFlight;

    private readonly Batch _one = new(1, 1);
    private readonly Batch _many = new(Pairs, InFlight);

    [Benchmark]
    public object KeysAlone() => _one.Keys();

    [Benchmark(OperationsPerInvoke = All)]
    public object KeysOf400() => _many.Keys();

    [Benchmark]
    public object AssembleAlone() => _one.Assemble();

    [Benchmark(OperationsPerInvoke = All)]
    public object Assemble400() => _many.Assemble();

    [Benchmark]
    public object StatementsAlone() => _one.Statements();

    [Benchmark(OperationsPerInvoke = All)]
    public object StatementsOf400() => _many.Statements();
}
