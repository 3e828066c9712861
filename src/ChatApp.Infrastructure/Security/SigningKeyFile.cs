using System.Security.Cryptography;
using System.Text;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>The key that is made where none is configured, in the directory for data.</summary>
internal static class SigningKeyFile
{
    private const string FileName = "signing-key";
    private const int RandomBytes = 48;

    // To make a key takes milliseconds.
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(10);

    /// <summary>Reads the key; the first time, makes it.</summary>
    /// <exception cref="SettingException">
    /// The file holds no key, the directory cannot be written to, or another process holds its lock.
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
                    $"The file {path} does not hold a signing key; delete it to have a new one made.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The directory {directory} (Storage__DataDirectory) cannot be written to: {exception.Message}",
                exception);
        }
    }

    // Of processes that start at the same time one makes the key: moved over that of another, which has read it
    // already, it would end that one's sessions with its restart.
    private static void MakeOnce(string path)
    {
        FileStream? held = null;
        if (!SpinWait.SpinUntil(() => (held = ExclusiveFile.TryOpen($"{path}.lock")) is not null, MaxWait))
        {
            throw new SettingException($"Another process holds {path}.lock; no signing key could be made.");
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
        // Not the process id: it is 1 in every container that shares the directory.
        var own = $"{path}.{Guid.CreateVersion7():N}";
        using (var file = PrivateFile.Open(own, FileMode.CreateNew))
        {
            file.Write(Encoding.UTF8.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes))));
        }

        // Whole or not at all.
        File.Move(own, path, overwrite: false);
    }
}
