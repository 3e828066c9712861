namespace ChatApp.Api;

/// <summary>
/// The arguments of the program: one command at most, and settings. Whatever is neither is refused, so that a slip of
/// the finger does not start a server.
/// </summary>
/// <param name="Command">What to do.</param>
/// <param name="Settings">The arguments that are settings, as they were given.</param>
internal sealed record CommandLine(Command Command, string[] Settings)
{
    private static readonly Dictionary<string, Command> Commands = new(StringComparer.Ordinal)
    {
        [Help.Option] = Command.Help,
        ["-h"] = Command.Help,
        ["--version"] = Command.Version,
        [ChatServer.MigrateOption] = Command.Migrate,
    };

    /// <summary>Reads the arguments. Where help is asked for, nothing else counts.</summary>
    /// <exception cref="SettingException">One is not understood.</exception>
    public static CommandLine Parse(string[] args)
    {
        var commands = args.Where(Commands.ContainsKey).Select(argument => Commands[argument]).Distinct().ToList();
        if (commands.Contains(Command.Help))
        {
            return new CommandLine(Command.Help, []);
        }

        var settings = args.Where(argument => !Commands.ContainsKey(argument)).ToArray();
        CheckSettings(settings);
        return commands switch
        {
            [] => new CommandLine(Command.Serve, settings),
            [var command] => new CommandLine(command, settings),
            _ => throw new SettingException($"--version and {ChatServer.MigrateOption} do not go together."),
        };
    }

    /// <summary>
    /// The same settings in the form that the framework reads on a command line: <c>Section:Name</c>, where they may
    /// have been given as in the environment, <c>Section__Name</c>.
    /// </summary>
    public static string[] ToFramework(string[] args) => Array.ConvertAll(args, argument =>
    {
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        var isKey = end >= 0 || argument.StartsWith("--", StringComparison.Ordinal) || argument.StartsWith('/');
        var key = end < 0 ? argument : argument[..end];
        return isKey ? key.Replace("__", ":", StringComparison.Ordinal) + argument[key.Length..] : argument;
    });

    /// <summary>Refuses what the framework would pass over, or take for the value of something else.</summary>
    /// <exception cref="SettingException">One of the arguments is no setting with its value.</exception>
    public static void CheckSettings(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            // Three forms, as the framework has them: --key=value and --key value, for which a slash may stand, and
            // key=value.
            var argument = args[i];
            var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('/') ? 1 : 0;
            var end = argument.IndexOf('=', StringComparison.Ordinal);
            var key = end < 0 ? argument[prefix..] : argument[prefix..Math.Max(prefix, end)];
            if (key.Length == 0 || key[0] == '-' || (prefix == 0 && end < 0))
            {
                throw new SettingException($"The argument '{argument}' is not understood; see {Help.Option}.");
            }

            if (!SettingsCatalogue.Knows(key))
            {
                throw new SettingException(
                    $"There is no setting '{key}' for the command line; {Help.Option} lists them.");
            }

            if (end < 0)
            {
                i++;
                if (i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal))
                {
                    throw new SettingException($"The setting '{key}' has no value; write {argument}=VALUE.");
                }
            }
        }
    }
}
