using System.Text;
using ChatApp.Api.OperatorCommands;

namespace ChatApp.Api;

/// <summary>The texts that <c>--help</c> prints.</summary>
internal static class Help
{
    /// <summary>Command-line option: print this text and exit.</summary>
    public const string Option = "--help";

    private const string Program =
        """
        ChatApp, a server for direct messages.

          dotnet ChatApp.Api.dll [COMMAND] [SETTINGS]
          dotnet run --project src/ChatApp.Api -- [COMMAND] [SETTINGS]


        """;

    private const string Notes =
        """

        A command can run beside running servers, with their settings and as their account. Results go to the output,
        progress and logs to the errors. Exit codes: 0 done, 1 it failed or the server cannot start, 2 the command line
        is not valid, 3 check has found something wrong, 130 and 143 ended by SIGINT and SIGTERM.

        Settings come from the command line, as in --Limits__SocketsPerUser=5; from the environment, by the names below;
        or from appsettings.json beside the program. If a value is invalid or an argument unknown, nothing starts: the
        program prints a sentence that names it. A rate has two settings: how many in a period, and how many at once.

        """;

    private const int Column = 26;

    /// <summary>The text of the program, with all settings.</summary>
    public static string Text()
    {
        var text = new StringBuilder(Program);
        Add(text, CommandLine.Serve, "serves; also without a command");
        foreach (var command in CommandTable.All)
        {
            Add(text, string.Join(' ', [command.Name, .. command.Operands]), command.Summary);
        }

        Add(text, "--migrate", "the same as migrate");
        Add(text, "--version", "prints the version");
        Add(text, "[COMMAND] --help, -h", "prints this text, or more about one command");
        text.Append(Notes);
        foreach (var group in SettingsCatalogue.Groups)
        {
            text.AppendLine().AppendLine(group.Title);
            foreach (var setting in group.Settings)
            {
                text.AppendLine().Append("  ").AppendJoin(", ", setting.Names).Append("  (default: ")
                    .Append(setting.Default).Append(")  ").AppendLine(setting.Values)
                    .Append("      ").AppendLine(setting.Meaning);
            }
        }

        return text.ToString();
    }

    /// <summary>The text of one command.</summary>
    public static string Text(OperatorCommand command)
    {
        var text = new StringBuilder().Append(command.Syntax).AppendLine(" [SETTINGS]").AppendLine()
            .Append("  ").AppendLine(command.Summary);
        if (command.Details.Length > 0)
        {
            text.AppendLine().AppendLine(command.Details);
        }

        if (command.Options.Count > 0)
        {
            text.AppendLine();
            foreach (var option in command.Options)
            {
                Add(text, option.Value is null ? option.Name : $"{option.Name} {option.Value}", option.Meaning);
            }
        }

        return text.ToString();
    }

    private static void Add(StringBuilder text, string name, string meaning) =>
        text.Append("  ").Append(name.PadRight(Column)).Append("  ").AppendLine(meaning);
}
