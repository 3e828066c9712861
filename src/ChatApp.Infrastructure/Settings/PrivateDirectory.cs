namespace ChatApp.Infrastructure.Settings;

/// <summary>
/// A directory for what only the server's own account may read: messages, hashes of passwords, the signing key.
/// </summary>
internal static class PrivateDirectory
{
    /// <summary>
    /// Makes it where it is missing. One that is there keeps its permissions, which are the operator's.
    /// </summary>
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

    /// <summary>
    /// Whether accounts other than the owner and its group may enter it: all directories above it let them through.
    /// </summary>
    public static bool IsOpenToOthers(string path)
    {
        for (var directory = new DirectoryInfo(path); directory is not null; directory = directory.Parent)
        {
            if (OperatingSystem.IsWindows() || !directory.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }
}
