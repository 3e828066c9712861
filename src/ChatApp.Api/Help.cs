using System.Text;

namespace ChatApp.Api;

/// <summary>The text that <c>--help</c> prints.</summary>
public static class Help
{
    /// <summary>Command-line option: print this text and exit.</summary>
    public const string Option = "--help";

    private const string Usage =
        """
        ChatApp, a server for direct messages.

          dotnet run --project src/ChatApp.Api    or, if published,    dotnet ChatApp.Api.dll

          --migrate     migrates the database to this version, and exits
          --version     prints the version, and exits
          --help, -h    prints this text, and exits

        Settings come from the command line, as in --Limits__SocketsPerUser=5; from the environment, by the names below;
        or from appsettings.json beside the program. If a value is invalid or an argument unknown, the server does not
        start: it prints a sentence that names it and exits with code 1. A rate has two settings: how many in a period,
        and how many at once.

        """;

    /// <summary>The text that <c>--version</c> prints.</summary>
    public static string Version() => typeof(Help).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>The whole text.</summary>
    public static string Text()
    {
        var text = new StringBuilder(Usage);
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
}
