using System.Text;
using ChatApp.Infrastructure.Settings;
using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Security;

/// <summary>
/// The key that signs, and those that only verify, so that a key can be replaced without logging anybody out
/// (docs/operations.md).
/// </summary>
/// <param name="Current">Signs.</param>
/// <param name="Previous">Only verify.</param>
internal sealed record SigningKeys(SigningKey Current, IReadOnlyList<SigningKey> Previous)
{
    // What .env.example has in the place of a key, and what others' documentation has.
    private static readonly string[] Samples =
    [
        "change-me", "changeme", "your-256-bit-secret", "a-string-secret-at-least", "your-super-secret",
        "your-secret-key",
    ];

    // A random text of the least length has more, whatever alphabet it is written in: of 32 decimal digits, all but one
    // in some thousands.
    private const int LeastDifferentBytes = 8;

    /// <summary>All keys, the one that signs first.</summary>
    public IReadOnlyList<SigningKey> All { get; } = [Current, .. Previous];

    /// <summary>
    /// Takes the configured keys; outside of production, without one that signs, makes it on the first start.
    /// </summary>
    /// <exception cref="SettingException">
    /// A key is too short or no private key on P-256; in production, one is missing, the sample, or of very few
    /// different bytes; or there are two that are to sign.
    /// </exception>
    public static SigningKeys Read(IConfiguration configuration, string dataDirectory, bool isProduction)
    {
        var text = Tokens.SigningKey.Read(configuration);
        var file = Tokens.SigningKeyFile.Read(configuration);
        if (text is not null && file is not null)
        {
            throw new SettingException(
                $"Only one of the settings {Tokens.SigningKey.Name} and {Tokens.SigningKeyFile.Name} can be given: "
                + "one key signs.");
        }

        var current = text is not null ? OfText(Tokens.SigningKey, text, isProduction)
            : file is not null ? OfFile(Tokens.SigningKeyFile, file)
            : !isProduction ? SigningKeyFile.ReadOrMake(dataDirectory)
            : throw new SettingException(
                $"In production the setting {Tokens.SigningKey.Name} must be given, a random text of at least "
                + $"{SigningKey.MinLength} bytes, or {Tokens.SigningKeyFile.Name}, a private key.");
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
                $"The setting {setting.Name} is a sample that everybody knows; make a random one.");
        }

        if (secret.Distinct().Count() < LeastDifferentBytes)
        {
            throw new SettingException(
                $"The setting {setting.Name} repeats fewer than {LeastDifferentBytes} different bytes, which is "
                + "easily guessed; make a random one.");
        }
    }

    private static SigningKey OfFile(Setting setting, string path)
    {
        try
        {
            return SigningKey.FromPem(File.ReadAllText(path))
                ?? throw new SettingException(
                    $"The setting {setting.Name} names {path}, which does not hold a private key on the curve P-256 in "
                    + "PEM without a password.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new SettingException(
                $"The setting {setting.Name} names {path}, which cannot be read: {exception.Message}", exception);
        }
    }
}
