using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>The key that is generated in the data directory if no key is configured.</summary>
internal static class SigningKeyFile
{
    private const string FileName = "signing-key";
    private const int RandomBytes = 48;

    // Generating a key takes milliseconds.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    /// <summary>The path of the generated key; null if there is none.</summary>
    public static string? Find(string directory) =>
        Path.Combine(directory, FileName) is var path && File.Exists(path) ? path : null;

    /// <summary>Reads the key, and generates it at the first start.</summary>
    /// <exception cref="SettingException">
    /// The file has no key, the directory is not writable, or another process holds the lock.
    /// </exception>
    public static SigningKey ReadOrMake(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            PrivateDirectory.Create(directory);
            if (!File.Exists(path))
            {
                MakeOnce(path);
            }

            var secret = Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim());
            return secret.Length >= SigningKey.MinLength
                ? SigningKey.FromSecret(secret)
                : throw new SettingException(
                    $"The file {path} does not contain a signing key; delete it to generate a new one.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The directory {directory} (Storage__DataDirectory) is not writable: {exception.Message}", exception);
        }
    }

    // Of several processes only one may generate the key: the sessions of a replaced key would end at a restart.
    private static void MakeOnce(string path)
    {
        FileStream? held = null;
        if (!SpinWait.SpinUntil(() => (held = ExclusiveFile.TryOpen($"{path}.lock")) is not null, MaxWait))
        {
            throw new SettingException($"Another process holds {path}.lock, so no signing key could be generated.");
        }

        using (held)
        {
            if (!File.Exists(path))
            {
                Make(path);
            }
        }
    }

    private static void Make(string path)
    {
        // Not the process id, which is 1 in every container that shares the directory.
        var own = $"{path}.{Guid.CreateVersion7():N}";
        using (var file = PrivateFile.Open(own, FileMode.CreateNew))
        {
            file.Write(Encoding.UTF8.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes))));
        }

        // The move is atomic, so the file is complete or absent.
        File.Move(own, path, overwrite: false);
    }
}
