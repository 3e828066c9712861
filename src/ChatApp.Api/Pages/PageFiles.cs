using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.Pages;

/// <summary>The files of the web page, each read and compressed once for all clients. Thread-safe.</summary>
internal sealed class PageFiles(IWebHostEnvironment environment)
{
    // The key is the path on the disk, without regard to case if the file system ignores it.
    private readonly ConcurrentDictionary<string, PageFile> _files = new(
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? StringComparer.OrdinalIgnoreCase
            : StringComparer.Ordinal);

    public PageFile? Find(PathString path)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path.Value ?? "");
        return !file.Exists || file.IsDirectory || file.PhysicalPath is not { } place ? null
            : _files.TryGetValue(place, out var known) && known.IsOf(file) ? known
            : _files[place] = PageFile.Read(file);
    }
}

/// <summary>A file of the web page, in all forms in which it is served.</summary>
/// <param name="LastModified">When the file was last changed, in whole seconds.</param>
/// <param name="Forms">The compressed forms, best first, and then the uncompressed form.</param>
internal sealed record PageFile(
    string ContentType, long Length, DateTimeOffset LastModified, IReadOnlyList<PageFile.Form> Forms)
{
    private static readonly FileExtensionContentTypeProvider ContentTypes = new();

    public static PageFile Read(IFileInfo file)
    {
        var bytes = new byte[file.Length];
        using (var content = file.CreateReadStream())
        {
            content.ReadExactly(bytes);
        }

        var type = ContentTypes.TryGetContentType(file.Name, out var known) ? known : "application/octet-stream";
        var tag = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8));
        Form[] forms =
        [
            Make("br", to => new BrotliStream(to, CompressionLevel.SmallestSize)),
            Make("gzip", to => new GZipStream(to, CompressionLevel.SmallestSize)),
            new Form(null, bytes, new EntityTagHeaderValue($"\"{tag}\"")),
        ];
        return new PageFile(type, file.Length, InSeconds(file.LastModified), forms);

        Form Make(string encoding, Func<Stream, Stream> compress)
        {
            using var compressed = new MemoryStream();
            using (var stream = compress(compressed))
            {
                stream.Write(bytes);
            }

            return new Form(encoding, compressed.ToArray(), new EntityTagHeaderValue($"\"{tag}-{encoding}\""));
        }
    }

    public bool IsOf(IFileInfo file) => file.Length == Length && InSeconds(file.LastModified) == LastModified;

    /// <summary>Selects the best form that a client accepts (RFC 9110, section 12.5.3).</summary>
    public Form FormFor(StringValues accepted)
    {
        _ = StringWithQualityHeaderValue.TryParseList([.. accepted.OfType<string>()], out var encodings);
        return Forms.First(form => form.Encoding is not { } name || encodings?.Any(encoding =>
            encoding.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0) == true);
    }

    // HTTP dates have whole seconds.
    private static DateTimeOffset InSeconds(DateTimeOffset time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Offset);

    /// <param name="Encoding">The compression; null for none.</param>
    internal sealed record Form(string? Encoding, ReadOnlyMemory<byte> Bytes, EntityTagHeaderValue Tag);
}
