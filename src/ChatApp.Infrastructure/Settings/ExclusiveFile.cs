namespace ChatApp.Infrastructure.Settings;

/// <summary>
/// A file that one process holds open, as a lock. It is released when the process ends; the file stays.
/// </summary>
internal static class ExclusiveFile
{
    // Error codes if another process holds the file: EAGAIN on Linux, ERROR_SHARING_VIOLATION on Windows.
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Opens the file, and creates it if it is missing; null if another process holds it.</summary>
    /// <exception cref="IOException">The file cannot be opened for another reason.</exception>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return PrivateFile.Open(path, FileMode.OpenOrCreate);
        }
        catch (IOException exception) when (exception.HResult is WouldBlock or SharingViolation)
        {
            return null;
        }
    }
}
