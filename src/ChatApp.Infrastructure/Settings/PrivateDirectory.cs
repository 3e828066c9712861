namespace ChatApp.Infrastructure.Settings;

/// <summary>A directory for what only the server's own account may read: messages, hashes of passwords, the signing key.</summary>
internal static class PrivateDirectory
{
    /// <summary>Makes it where it is missing. One that is there keeps its permissions, which are the operator's.</summary>
    public static void Create(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
