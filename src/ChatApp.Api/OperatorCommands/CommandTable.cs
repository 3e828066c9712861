namespace ChatApp.Api.OperatorCommands;

/// <summary>All commands, in the order of the help.</summary>
internal static class CommandTable
{
    public static IReadOnlyList<OperatorCommand> All { get; } =
    [
        new MigrateCommand(),
        new CheckCommand(),
        new BackupCommand(),
        new CreateUserCommand(),
        new DisableUserCommand(),
        new EnableUserCommand(),
        new ResetPasswordCommand(),
        new ListUsersCommand(),
        new ListSessionsCommand(),
        new EndSessionsCommand(),
        new SeedCommand(),
    ];

    /// <summary>The command whose name begins the words; the longest name counts.</summary>
    public static OperatorCommand? Find(IReadOnlyList<string> words) => All
        .Where(command => command.Name.Split(' ') is var name && name.SequenceEqual(words.Take(name.Length)))
        .MaxBy(command => command.Name.Length);
}
