using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChatApp.LoadTest.Measuring;

/// <summary>
/// What the framework does not offer: waits of less than a millisecond, and a polite end for a process.
/// </summary>
internal static partial class SystemCalls
{
    private const int TerminateSignal = 15;
    private const int SetTimerSlack = 29;
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The framework's own timers are late by a millisecond, as long as a message takes.</summary>
    public static void WaitUntil(long timestamp)
    {
        var left = timestamp - Stopwatch.GetTimestamp();
        if (left > 0)
        {
            var nanoseconds = (long)(left * ((double)NanosecondsPerSecond / Stopwatch.Frequency));
            var span = new TimeSpec(nanoseconds / NanosecondsPerSecond, nanoseconds % NanosecondsPerSecond);
            _ = NanoSleep(in span, 0);
        }
    }

    /// <summary>
    /// Lets waits of the calling thread end on time instead of up to 50 microseconds later, to save the kernel a
    /// wake-up.
    /// </summary>
    public static void UsePreciseWaits() => _ = ProcessControl(SetTimerSlack, 1);

    public static void Terminate(int process) => _ = Kill(process, TerminateSignal);

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    private static partial int NanoSleep(in TimeSpec span, nint remaining);

    [LibraryImport("libc", EntryPoint = "prctl")]
    private static partial int ProcessControl(int option, nuint value);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);

    private readonly record struct TimeSpec(long Seconds, long Nanoseconds);
}
