using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ChatApp.Benchmarks;

// Each stop of a message that takes processor time, by itself: time, and bytes allocated. See benchmarks/README.md.
//   [--smoke] [arguments of BenchmarkDotNet, such as --filter *Batch*]; --smoke: each once, to see that all run.
// In this process: the build that BenchmarkDotNet would make of each job does not know this repository's settings.
var isSmoke = args.Contains("--smoke");
var job = (isSmoke ? Job.Dry : Job.ShortRun).WithToolchain(InProcessEmitToolchain.Instance);
var config = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(job)
    .AddDiagnoser(MemoryDiagnoser.Default)
    .HideColumns(
        Column.Job,
        Column.Toolchain,
        Column.IterationCount,
        Column.LaunchCount,
        Column.WarmupCount,
        Column.RunStrategy,
        Column.UnrollFactor)
    .WithSummaryStyle(SummaryStyle.Default.WithMaxParameterColumnWidth(40))
    .WithOptions(ConfigOptions.JoinSummary | ConfigOptions.DisableLogFile);

string[] rest = [.. args.Where(argument => argument != "--smoke")];
var summaries = BenchmarkSwitcher.FromAssembly(typeof(Sample).Assembly)
    .Run(rest.Length == 0 ? ["--filter", "*"] : rest, config).ToList();

// BenchmarkDotNet itself ends with 0 whatever happened.
return summaries.Count > 0
    && summaries.All(summary => !summary.HasCriticalValidationErrors && summary.Reports.All(report => report.Success))
    ? 0
    : 1;
