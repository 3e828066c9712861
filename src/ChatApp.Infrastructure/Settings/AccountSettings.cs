using ChatApp.Application.Accounts;
using ChatApp.Application.Users;
using ChatApp.Domain.Users;

namespace ChatApp.Infrastructure.Settings;

/// <summary>Reads who may register, and how users can be found.</summary>
internal static class AccountSettings
{
    private const string ReservedNames = "Users:ReservedNames";

    // Names that seem to speak for the server or its operator: mailboxes of RFC 2142, and what people take for staff.
    private static readonly string[] ReservedByDefault =
    [
        "abuse", "admin", "administrator", "chatapp", "help", "helpdesk", "hostmaster", "moderator", "noc",
        "noreply", "official", "operator", "postmaster", "root", "security", "server", "service", "staff", "superuser",
        "support", "sysadmin", "system", "team", "webmaster",
    ];

    /// <exception cref="SettingException">A mode is unknown, or a reserved name is no username.</exception>
    public static RegistrationRules ReadRegistration(SettingsReader settings)
    {
        var isOpen = settings.OneOf("Registration:Mode", "open", "closed") == "open";
        var given = settings.Names(ReservedNames);
        var reserved = given.Count > 0 ? given : ReservedByDefault;
        return reserved.FirstOrDefault(name => !Username.IsValid(name)) is { } impossible
            ? throw new SettingException(
                $"The setting {SettingsReader.EnvironmentName(ReservedNames)} must hold usernames with commas between "
                + $"them; '{impossible}' is none.")
            : new RegistrationRules(isOpen, reserved);
    }

    /// <exception cref="SettingException">The mode is unknown.</exception>
    public static DirectoryRules ReadDirectory(SettingsReader settings) =>
        new(WholeNamesAlone: settings.OneOf("Users:Directory", "open", "exact") == "exact");
}
