using ChatApp.Application.Accounts;
using ChatApp.Application.Users;
using ChatApp.Domain.Users;
using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Settings;

/// <summary>Reads who may register, and how users can be found.</summary>
internal static class AccountSettings
{
    // Names that seem to speak for the server or its operator: mailboxes of RFC 2142, and what people take for staff.
    private static readonly string[] ReservedByDefault =
    [
        "abuse", "admin", "administrator", "chatapp", "help", "helpdesk", "hostmaster", "moderator", "noc",
        "noreply", "official", "operator", "postmaster", "root", "security", "server", "service", "staff", "superuser",
        "support", "sysadmin", "system", "team", "webmaster",
    ];

    /// <exception cref="SettingException">The mode is unknown, or a reserved name is no username.</exception>
    public static RegistrationRules ReadRegistration(IConfiguration configuration)
    {
        var isOpen = People.Registration.IsFirst(configuration);
        var given = People.ReservedNames.Read(configuration);
        var reserved = given.Count > 0 ? given : ReservedByDefault;
        return reserved.FirstOrDefault(name => !Username.IsValid(name)) is { } impossible
            ? throw new SettingException(
                $"The setting {People.ReservedNames.Name} must hold usernames with commas between "
                + $"them; '{impossible}' is none.")
            : new RegistrationRules(isOpen, reserved);
    }

    /// <exception cref="SettingException">The mode is unknown.</exception>
    public static DirectoryRules ReadDirectory(IConfiguration configuration) =>
        new(WholeNamesAlone: !People.Directory.IsFirst(configuration));
}
