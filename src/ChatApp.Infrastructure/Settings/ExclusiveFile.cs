namespace ChatApp.Infrastructure.Settings;

/// <summary>
/// A file that one process at a time holds open: the operating system frees it when that process ends. The file itself
/// stays.
/// </summary>
internal static class ExclusiveFile
{
    // Of the operating system, where another process holds the file: EAGAIN on Linux, ERROR_SHARING_VIOLATION on
    // Windows.
    private const int WouldBlock = 11;
    private const int SharingViolation = unchecked((int)0x80070020);

    /// <summary>Opens the file, made if it is missing; null: another one holds it.</summary>
    /// <exception cref="IOException">It cannot be opened for another reason.</exception>
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
