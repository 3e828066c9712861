using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.Pages;

/// <summary>A file of the web page, in all forms in which it is served.</summary>
/// <param name="ContentType">The media type.</param>
/// <param name="Length">Its size on the disk, in bytes.</param>
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

    /// <summary>Whether the file on the disk is unchanged.</summary>
    public bool IsOf(IFileInfo file) => file.Length == Length && InSeconds(file.LastModified) == LastModified;

    /// <summary>Selects the best form that a client accepts (RFC 9110, section 12.5.3).</summary>
    public Form FormFor(StringValues accepted)
    {
        if (!StringWithQualityHeaderValue.TryParseList([.. accepted.OfType<string>()], out var encodings))
        {
            return Forms[^1];
        }

        return Forms.FirstOrDefault(form => form.Encoding is { } name && encodings.Any(encoding =>
            encoding.Value.Equals(name, StringComparison.OrdinalIgnoreCase) && encoding.Quality is not 0))
            ?? Forms[^1];
    }

    // HTTP dates have whole seconds.
    private static DateTimeOffset InSeconds(DateTimeOffset time) =>
        new(time.Ticks - (time.Ticks % TimeSpan.TicksPerSecond), time.Offset);

    /// <summary>One form of the file.</summary>
    /// <param name="Encoding">The compression; null for none.</param>
    /// <param name="Bytes">The bytes.</param>
    /// <param name="Tag">The entity tag of these bytes.</param>
    internal sealed record Form(string? Encoding, ReadOnlyMemory<byte> Bytes, EntityTagHeaderValue Tag);
}
