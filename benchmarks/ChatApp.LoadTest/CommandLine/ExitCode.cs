namespace ChatApp.LoadTest.CommandLine;

internal enum ExitCode
{
    Passed = 0,

    /// <summary>
    /// No run, or a failed check: something was lost, repeated or out of order, or a plan has no index.
    /// </summary>
    Failed = 1,

    Usage = 2,
}
