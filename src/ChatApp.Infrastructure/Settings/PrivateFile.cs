namespace ChatApp.Infrastructure.Settings;

/// <summary>A file that only the server's account may read and write, in any directory.</summary>
internal static class PrivateFile
{
    /// <summary>
    /// Opens a file for this process alone. A new file is private; an existing one keeps its permissions.
    /// </summary>
    /// <exception cref="IOException">The file cannot be opened, or another process holds it.</exception>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Creates an empty file if there is none.</summary>
    /// <exception cref="IOException">The file cannot be created.</exception>
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
            // Another process has just created it.
        }
    }
}
