using System.Runtime.InteropServices;

namespace ChatApp.Infrastructure.Security;

/// <summary>A thread of the lowest priority, for long work that must not delay messages.</summary>
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

            // Linux ignores this property.
            Priority = ThreadPriority.Lowest,
        }.Start();

    // On Linux this affects only the calling thread (setpriority(2)), and lowering needs no permission.
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
