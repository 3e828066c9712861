using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChatApp.Fault.Tests.Processes;

/// <summary>Signals that the framework cannot send.</summary>
internal static partial class Signal
{
    private const int Interrupt = 2;
    private const int Terminate = 15;

    public static void SendInterrupt(Process process) => _ = Kill(process.Id, Interrupt);

    public static void SendTerminate(Process process) => _ = Kill(process.Id, Terminate);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
