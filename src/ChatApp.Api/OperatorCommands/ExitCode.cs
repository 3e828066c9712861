namespace ChatApp.Api.OperatorCommands;

/// <summary>Exit codes of the program, for scripts (docs/operations.md, "Commands").</summary>
internal enum ExitCode
{
    Success = 0,

    /// <summary>The server could not start, or the command could not do its work.</summary>
    Failure = 1,

    /// <summary>The command line, or a value in it, is not valid; nothing was done.</summary>
    Usage = 2,

    /// <summary>A check has found something wrong that is not corrected.</summary>
    Findings = 3,

    /// <summary>Ended by SIGHUP, SIGINT or SIGTERM: 128 and the number of the signal, as shells have it.</summary>
    HungUp = 129,

    Interrupted = 130,

    Terminated = 143,
}
