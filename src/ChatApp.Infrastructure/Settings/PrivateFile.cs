namespace ChatApp.Infrastructure.Settings;

/// <summary>A file that only the server's own account may read and write, whoever may enter its directory.</summary>
internal static class PrivateFile
{
    /// <summary>
    /// Opens a file for this process alone. One that is made is private, one that is there stays as it is.
    /// </summary>
    /// <exception cref="IOException">It cannot be opened, or another process holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">The account may not open it.</exception>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes an empty file where there is none.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The account may not make it.</exception>
    public static void Create(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            Open(path, FileMode.CreateNew).Dispose();
        }
        catch (IOException) when (File.Exists(path))
        {
            // Another process has just made it.
        }
    }
}
