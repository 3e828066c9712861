using ChatApp.Api.OperatorCommands;

namespace ChatApp.Api;

/// <summary>
/// The arguments: a command first, if any, with its operands and options, and settings. Any other is refused: it may be
/// a typing error.
/// </summary>
/// <param name="Task">What is to be done.</param>
/// <param name="Command">The command to run, or of which help is wanted.</param>
/// <param name="Arguments">The operands and options of the command.</param>
/// <param name="Settings">The settings.</param>
internal sealed record CommandLine(
    CommandLineTask Task, OperatorCommand? Command, CommandArguments Arguments, string[] Settings)
{
    /// <summary>The command that serves, which is also what happens without a command.</summary>
    public const string Serve = "serve";

    private const string MigrateOption = "--migrate";
    private const string VersionOption = "--version";

    // What follows is operands, as POSIX has it (12.2, guideline 10).
    private const string EndOfOptions = "--";

    private static readonly CommandArguments None = new([], new Dictionary<string, string?>());

    /// <summary>Reads the arguments. If help is requested, all other arguments are ignored.</summary>
    /// <exception cref="UsageException">An argument is not valid.</exception>
    public static CommandLine Parse(string[] args)
    {
        var words = args.TakeWhile(argument => argument.Length > 0 && argument[0] is not ('-' or '/')
            && !argument.Contains('=', StringComparison.Ordinal)).ToList();
        var command = CommandTable.Find(words);
        var options = args.TakeWhile(argument => argument != EndOfOptions).ToList();
        if (options.Contains(Help.Option) || options.Contains("-h"))
        {
            return new CommandLine(CommandLineTask.Help, command, None, []);
        }

        if (command is not null)
        {
            return ParseCommand(command, args.AsSpan(command.Name.Split(' ').Length));
        }

        var rest = words is [Serve, ..] ? args[1..] : args;
        if (words is [var unknown, ..] && unknown != Serve)
        {
            var group = CommandTable.All.Where(known => known.Name.Split(' ')[0] == unknown).ToList();
            throw new UsageException(group.Count == 0
                ? $"There is no command '{unknown}'; see {Help.Option}."
                : $"Which one: {string.Join(", ", group.Select(known => known.Name))}?");
        }

        return ParseSettings(rest);
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
            var (key, hasValue) = KeyOf(argument);
            if (key.Length == 0 || key[0] == '-' || (key.Length == argument.Length && !hasValue))
            {
                throw new SettingException($"The argument '{argument}' is not understood; see {Help.Option}.");
            }

            if (!Knows(key))
            {
                throw new SettingException($"There is no setting '{key}'; {Help.Option} lists all settings.");
            }

            if (!hasValue)
            {
                i++;
                if (i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal))
                {
                    throw new SettingException($"The setting '{key}' has no value; write {argument}=VALUE.");
                }
            }
        }
    }

    private static (string Key, bool HasValue) KeyOf(string argument)
    {
        var prefix = argument.StartsWith("--", StringComparison.Ordinal) ? 2 : argument.StartsWith('/') ? 1 : 0;
        var end = argument.IndexOf('=', StringComparison.Ordinal);
        return (end < 0 ? argument[prefix..] : argument[prefix..Math.Max(prefix, end)], end >= 0);
    }

    private static bool Knows(string key) =>
        SettingsCatalogue.Knows(key.Replace("__", ":", StringComparison.Ordinal));

    private static CommandLine ParseSettings(string[] args)
    {
        var (migrates, tellsVersion) = (args.Contains(MigrateOption), args.Contains(VersionOption));
        if (migrates && tellsVersion)
        {
            throw new UsageException($"{VersionOption} and {MigrateOption} cannot be used together.");
        }

        var settings = Checked([.. args.Where(argument => argument is not (MigrateOption or VersionOption))]);
        return tellsVersion ? new CommandLine(CommandLineTask.Version, null, None, settings)
            : migrates ? new CommandLine(CommandLineTask.Run, CommandTable.Find(["migrate"]), None, settings)
            : new CommandLine(CommandLineTask.Serve, null, None, settings);
    }

    private static CommandLine ParseCommand(OperatorCommand command, ReadOnlySpan<string> args)
    {
        var operands = new List<string>();
        var options = new Dictionary<string, string?>(StringComparer.Ordinal);
        var settings = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            var argument = args[i];
            if (argument == EndOfOptions)
            {
                operands.AddRange(args[(i + 1)..]);
                break;
            }

            var isLong = argument.StartsWith("--", StringComparison.Ordinal);
            var name = argument.Split('=')[0];
            if (command.Options.FirstOrDefault(option => option.Name == name) is { } option)
            {
                var value = argument.Length > name.Length ? argument[(name.Length + 1)..]
                    : option.Value is not null && i + 1 < args.Length ? args[++i]
                    : null;
                if (value is null != option.Value is null)
                {
                    throw new UsageException(option.Value is null
                        ? $"{name} takes no value."
                        : $"{name} has no value; write {name} {option.Value}.");
                }

                if (!options.TryAdd(name, value))
                {
                    throw new UsageException($"{name} is given twice.");
                }
            }
            else if (KeyOf(argument) is var (key, hasValue) && (isLong || (key.Length < argument.Length && Knows(key))))
            {
                // A path, and any text with =, is an operand unless it names a setting.
                settings.Add(argument);
                if (!hasValue && i + 1 < args.Length)
                {
                    settings.Add(args[++i]);
                }
            }
            else
            {
                operands.Add(argument);
            }
        }

        var least = command.Operands.Count(operand => operand[0] != '[');
        if (operands.Count < least || operands.Count > command.Operands.Count)
        {
            throw new UsageException($"The command is: {command.Syntax}; see {command.Name} {Help.Option}.");
        }

        return new CommandLine(
            CommandLineTask.Run, command, new CommandArguments(operands, options), Checked([.. settings]));
    }

    private static string[] Checked(string[] settings)
    {
        try
        {
            CheckSettings(settings);
            return settings;
        }
        catch (SettingException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}

internal enum CommandLineTask
{
    Serve,
    Run,
    Help,
    Version,
}
