using System.Collections.Concurrent;

namespace ChatApp.Api.Pages;

/// <summary>
/// The files of the web page, each read and compressed once. So an answer costs only its bytes, however many clients
/// request it and however slowly they read. Thread-safe.
/// </summary>
internal sealed class PageFiles(IWebHostEnvironment environment)
{
    // The key is the path on the disk, without regard to case if the file system ignores it.
    private readonly ConcurrentDictionary<string, PageFile> _files = new(
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal);

    /// <summary>Finds the current file of a path; null if there is none.</summary>
    public PageFile? Find(PathString path)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path.Value ?? "");
        if (!file.Exists || file.IsDirectory || file.PhysicalPath is not { } place)
        {
            return null;
        }

        return _files.TryGetValue(place, out var known) && known.IsOf(file)
            ? known
            : _files[place] = PageFile.Read(file);
    }
}
