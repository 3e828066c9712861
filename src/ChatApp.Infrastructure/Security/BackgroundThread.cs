using System.Runtime.InteropServices;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// A thread that runs where nobody else wants the processor: what it does may take long, and messages may not.
/// </summary>
internal static class BackgroundThread
{
    private const int Process = 0;
    private const int LowestPriority = 19;

    public static void Start(string name, Action work) =>
        new Thread(() =>
        {
            YieldToOthers();
            work();
        })
        {
            IsBackground = true,
            Name = name,

            // Linux does not heed this one.
            Priority = ThreadPriority.Lowest,
        }.Start();

    // On Linux a priority belongs to the thread that sets it (setpriority(2), "C library/kernel differences"), and to
    // lower it needs no right.
    private static void YieldToOthers()
    {
        if (OperatingSystem.IsLinux())
        {
            _ = SetPriority(Process, 0, LowestPriority);
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetPriority(int which, uint who, int priority);
}
