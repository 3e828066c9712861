namespace ChatApp.LoadTest.Sockets;

/// <summary>
/// One thread waits for all sockets and runs what follows a receive itself, instead of handing it to the thread pool:
/// on a machine shared with the server, the hand-over would cost more than the work. So nothing behind a receive may
/// block.
/// </summary>
internal static class SocketEngine
{
    /// <summary>The runtime reads these once, before the first socket; a value that the caller has set stays.</summary>
    public static void UseOneThread()
    {
        Set("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Set("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }

    private static void Set(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
