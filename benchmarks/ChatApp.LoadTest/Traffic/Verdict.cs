using ChatApp.LoadTest.CommandLine;
using ChatApp.LoadTest.Measuring;

namespace ChatApp.LoadTest.Traffic;

internal static class Verdict
{
    /// <summary>The last rows of every report with checks, its print, and the exit code.</summary>
    public static ExitCode Finish(Report report, Failures failures, bool anythingDone)
    {
        var passed = failures.Count == 0 && anythingDone;
        report.Add("failures", (long)failures.Count);
        report.Add("passed", passed);
        report.Print();
        failures.Print();
        return passed ? ExitCode.Passed : ExitCode.Failed;
    }
}
