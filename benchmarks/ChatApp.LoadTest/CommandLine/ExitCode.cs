namespace ChatApp.LoadTest.CommandLine;

internal enum ExitCode
{
    Passed = 0,

    /// <summary>
    /// The run could not be made, or a check failed: something lost, repeated, out of order, or a plan without an
    /// index.
    /// </summary>
    Failed = 1,

    Usage = 2,
}
