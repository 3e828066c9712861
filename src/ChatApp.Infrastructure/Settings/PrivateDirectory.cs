namespace ChatApp.Infrastructure.Settings;

/// <summary>A directory that only the server's account may read: messages, password hashes, the signing key.</summary>
internal static class PrivateDirectory
{
    /// <summary>Creates a missing directory; an existing one keeps its permissions.</summary>
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

    /// <summary>Whether other accounts may enter it, as all directories above permit too.</summary>
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
