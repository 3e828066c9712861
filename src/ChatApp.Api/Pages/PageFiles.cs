using System.Collections.Concurrent;

namespace ChatApp.Api.Pages;

/// <summary>
/// The files of the page, each read and compressed once: an answer then costs no more than its bytes, however many ask
/// and however slowly they take it. Safe for use by any thread.
/// </summary>
internal sealed class PageFiles(IWebHostEnvironment environment)
{
    // By the path on the disk, in whatever letters it was asked for where the file system does not mind.
    private readonly ConcurrentDictionary<string, PageFile> _files = new(
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal);

    /// <summary>The file of a path, as it is now; null: there is none.</summary>
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
