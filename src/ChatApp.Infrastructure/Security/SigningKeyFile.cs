using System.Security.Cryptography;
using System.Text;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Infrastructure.Security;

/// <summary>The key that is made where none is configured, in the directory for data.</summary>
internal static class SigningKeyFile
{
    private const string FileName = "signing-key";
    private const int RandomBytes = 48;

    /// <summary>Reads the key; the first time, makes it.</summary>
    /// <exception cref="SettingException">The file holds no key, or the directory cannot be written to.</exception>
    public static SigningKey ReadOrMake(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            PrivateDirectory.Create(directory);
            if (!File.Exists(path))
            {
                Make(path);
            }

            var secret = Encoding.UTF8.GetBytes(File.ReadAllText(path).Trim());
            return secret.Length >= SigningKey.MinLength
                ? SigningKey.FromSecret(secret)
                : throw new SettingException($"The file {path} does not hold a signing key; delete it to have a new one made.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The directory {directory} (Storage__DataDirectory) cannot be written to: {exception.Message}", exception);
        }
    }

    private static void Make(string path)
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
            file.Write(Encoding.UTF8.GetBytes(Convert.ToBase64String(RandomNumberGenerator.GetBytes(RandomBytes))));
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
