using System.Security.Cryptography;
using System.Text;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// The secret of this installation, as one key for each purpose, so that a token of one kind can never pass for another.
/// </summary>
internal sealed class SigningKey
{
    /// <summary>Shortest key, in bytes: the size of the hash of HS256 (RFC 7518, section 3.2).</summary>
    public const int MinLength = 32;

    // What .env.example has in the place of a key.
    private const string Sample = "change-me";
    private const string FileName = "signing-key";

    private SigningKey(byte[] key)
    {
        AccessTokens = key;
        RefreshTokens = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, MinLength, info: "chatapp refresh tokens"u8.ToArray());
    }

    /// <summary>Signs access tokens: the configured bytes as they are, so that other programs can verify with them.</summary>
    public byte[] AccessTokens { get; }

    /// <summary>Authenticates refresh tokens.</summary>
    public byte[] RefreshTokens { get; }

    /// <summary>Takes the configured key; outside of production makes one on the first start.</summary>
    /// <exception cref="SettingException">The key is missing in production, too short, or the sample.</exception>
    public static SigningKey Read(SettingsReader settings, string dataDirectory, bool isProduction)
    {
        const string Name = "Jwt__SigningKey";
        if (settings.Text("Jwt:SigningKey") is not { } text)
        {
            return isProduction
                ? throw new SettingException($"In production the setting {Name} must be given: a random text of at least {MinLength} bytes.")
                : new SigningKey(ReadOrMakeFile(dataDirectory));
        }

        var key = Encoding.UTF8.GetBytes(text);
        if (key.Length < MinLength)
        {
            throw new SettingException($"The setting {Name} is too short: it has {key.Length} bytes and needs at least {MinLength}.");
        }

        return isProduction && text.StartsWith(Sample, StringComparison.OrdinalIgnoreCase)
            ? throw new SettingException($"The setting {Name} is the sample that everybody knows; make a random one.")
            : new SigningKey(key);
    }

    private static byte[] ReadOrMakeFile(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            PrivateDirectory.Create(directory);
            if (!File.Exists(path))
            {
                MakeFile(path);
            }

            var key = Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim());
            return key.Length >= MinLength
                ? key
                : throw new SettingException($"The file {path} does not hold a signing key; delete it to have a new one made.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The directory {directory} (Storage__DataDirectory) cannot be written to: {exception.Message}", exception);
        }
    }

    private static void MakeFile(string path)
    {
        // Not the process id: it is 1 in every container that shares the directory.
        var own = $"{path}.{Guid.CreateVersion7():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(own, options))
        {
            file.Write(Encoding.UTF8.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(48))));
        }

        try
        {
            // Whole or not at all, and never over the key of a process that starts at the same time.
            File.Move(own, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(own);
        }
    }
}
