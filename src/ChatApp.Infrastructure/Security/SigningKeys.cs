using ChatApp.Infrastructure.Settings;
using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Security;

/// <summary>The key that signs, and keys that only verify, so that one can be replaced (docs/operations.md).</summary>
internal sealed record SigningKeys(SigningKey Current, IReadOnlyList<SigningKey> Previous)
{
    // The placeholder of .env.example, and samples from other documentation.
    private static readonly string[] Samples =
    [
        "change-me", "changeme", "your-256-bit-secret", "a-string-secret-at-least", "your-super-secret",
        "your-secret-key",
    ];

    // Nearly every random text of the minimum length has more: all but one in some thousands with decimal digits.
    private const int LeastDifferentBytes = 8;

    public IReadOnlyList<SigningKey> All { get; } = [Current, .. Previous];

    /// <summary>Reads the keys. Outside Production, a missing signing key is generated at the first start.</summary>
    /// <exception cref="SettingException">
    /// A key is too short, not on P-256, or given twice; or, in Production, missing or easily guessed.
    /// </exception>
    public static SigningKeys Read(IConfiguration configuration, string dataDirectory, bool isProduction)
    {
        var text = Tokens.SigningKey.Read(configuration);
        var file = Tokens.SigningKeyFile.Read(configuration);
        if (text is not null && file is not null)
        {
            throw new SettingException(
                $"Only one of the settings {Tokens.SigningKey.Name} and {Tokens.SigningKeyFile.Name} may be given.");
        }

        var current = text is not null ? OfText(Tokens.SigningKey, text, isProduction)
            : file is not null ? OfFile(Tokens.SigningKeyFile, file)
            : !isProduction ? SigningKeyFile.ReadOrMake(dataDirectory)
            : throw new SettingException(
                $"In Production either the setting {Tokens.SigningKey.Name} must be given (a random text of at least "
                + $"{SigningKey.MinLength} bytes), or {Tokens.SigningKeyFile.Name} (a file with a private key).");
        var previousTexts = Tokens.PreviousSigningKeys.Read(configuration)
            .Select(previous => OfText(Tokens.PreviousSigningKeys, previous, isProduction));
        var previousFiles = Tokens.PreviousSigningKeyFiles.Read(configuration)
            .Select(previous => OfFile(Tokens.PreviousSigningKeyFiles, previous));
        return new SigningKeys(current, [.. previousTexts, .. previousFiles]);
    }

    private static SigningKey OfText(Setting setting, string text, bool isProduction)
    {
        var secret = Encoding.UTF8.GetBytes(text);
        if (secret.Length < SigningKey.MinLength)
        {
            throw new SettingException(
                $"The setting {setting.Name} is too short: it has {secret.Length} bytes and needs at least "
                + $"{SigningKey.MinLength}.");
        }

        if (isProduction)
        {
            RefuseGuessable(setting, text, secret);
        }

        return SigningKey.FromSecret(secret);
    }

    private static void RefuseGuessable(Setting setting, string text, byte[] secret)
    {
        if (Samples.Any(sample => text.Contains(sample, StringComparison.OrdinalIgnoreCase)))
        {
            throw new SettingException(
                $"The setting {setting.Name} is a publicly known sample; generate a random key.");
        }

        if (secret.Distinct().Count() < LeastDifferentBytes)
        {
            throw new SettingException(
                $"The setting {setting.Name} has fewer than {LeastDifferentBytes} different bytes and is easily "
                + "guessed; generate a random key.");
        }
    }

    private static SigningKey OfFile(Setting setting, string path)
    {
        try
        {
            return SigningKey.FromPem(File.ReadAllText(path))
                ?? throw new SettingException(
                    $"The setting {setting.Name} names {path}, which does not contain a private key on the curve P-256 "
                    + "in PEM without a password.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The setting {setting.Name} names {path}, which cannot be read: {exception.Message}", exception);
        }
    }
}
