namespace ChatApp.Api;

/// <summary>The arguments: at most one command, and settings. Any other is refused: it may be a typing error.</summary>
internal sealed record CommandLine(Command Command, string[] Settings)
{
    private static readonly Dictionary<string, Command> Commands = new(StringComparer.Ordinal)
    {
        [Help.Option] = Command.Help,
        ["-h"] = Command.Help,
        ["--version"] = Command.Version,
        [ChatServer.MigrateOption] = Command.Migrate,
    };

    /// <summary>Reads the arguments. If help is requested, all other arguments are ignored.</summary>
    /// <exception cref="SettingException">An argument is not valid.</exception>
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
            _ => throw new SettingException($"--version and {ChatServer.MigrateOption} cannot be used together."),
        };
    }

    /// <summary>Converts <c>Section__Name</c>, as in the environment, to the framework's <c>Section:Name</c>.</summary>
    public static string[] ToFramework(string[] args) => Array.ConvertAll(args, argument =>
    {
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        var isKey = end >= 0 || argument.StartsWith("--", StringComparison.Ordinal) || argument.StartsWith('/');
        var key = end < 0 ? argument : argument[..end];
        return isKey ? key.Replace("__", ":", StringComparison.Ordinal) + argument[key.Length..] : argument;
    });

    /// <summary>Refuses arguments that the framework would ignore, or read as the value of another argument.</summary>
    /// <exception cref="SettingException">An argument is not a known setting with a value.</exception>
    public static void CheckSettings(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            // The framework accepts three forms: --key=value, --key value (both also with / for --), and key=value.
            var argument = args[i];
            var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('/') ? 1 : 0;
            var end = argument.IndexOf('=', StringComparison.Ordinal);
            var key = end < 0 ? argument[prefix..] : argument[prefix..Math.Max(prefix, end)];
            if (key.Length == 0 || key[0] == '-' || (prefix == 0 && end < 0))
            {
                throw new SettingException($"The argument '{argument}' is not understood; see {Help.Option}.");
            }

            if (!SettingsCatalogue.Knows(key.Replace("__", ":", StringComparison.Ordinal)))
            {
                throw new SettingException($"There is no setting '{key}'; {Help.Option} lists all settings.");
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

internal enum Command
{
    Serve,
    Migrate,
    Help,
    Version,
}
