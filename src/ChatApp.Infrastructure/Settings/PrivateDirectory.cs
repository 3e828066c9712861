namespace ChatApp.Infrastructure.Settings;

/// <summary>
/// A directory for data that only the server's account may read: messages, password hashes, the signing key.
/// </summary>
internal static class PrivateDirectory
{
    /// <summary>
    /// Creates the directory if it is missing. An existing directory keeps the permissions that the operator gave it.
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
    /// Whether accounts other than the owner and its group may enter the directory: all directories above permit it
    /// too.
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
