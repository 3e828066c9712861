using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Settings;

internal static class AccountSettings
{
    // Names that could be mistaken for the server or its operator: mailboxes of RFC 2142, and typical staff names.
    private static readonly string[] ReservedByDefault =
    [
        "abuse", "admin", "administrator", "chatapp", "help", "helpdesk", "hostmaster", "moderator", "noc",
        "noreply", "official", "operator", "postmaster", "root", "security", "server", "service", "staff", "superuser",
        "support", "sysadmin", "system", "team", "webmaster",
    ];

    /// <exception cref="SettingException">The mode is unknown, or a reserved name is not a valid username.</exception>
    public static RegistrationRules ReadRegistration(IConfiguration configuration)
    {
        var isOpen = People.Registration.IsFirst(configuration);
        var given = People.ReservedNames.Read(configuration);
        var reserved = given.Count > 0 ? given : ReservedByDefault;
        return reserved.FirstOrDefault(name => !Username.IsValid(name)) is { } impossible
            ? throw new SettingException(
                $"The setting {People.ReservedNames.Name} must contain usernames separated by "
                + $"commas; '{impossible}' is not a valid username.")
            : new RegistrationRules(isOpen, reserved);
    }

    public static DirectoryRules ReadDirectory(IConfiguration configuration) =>
        new(WholeNamesAlone: !People.Directory.IsFirst(configuration));
}
