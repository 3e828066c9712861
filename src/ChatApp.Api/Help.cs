using System.Text;

namespace ChatApp.Api;

/// <summary>What <c>--help</c> prints.</summary>
public static class Help
{
    /// <summary>On the command line: print this and end.</summary>
    public const string Option = "--help";

    private const string Usage =
        """
        ChatApp, a server for direct messages.

          dotnet run --project src/ChatApp.Api    or, published,    dotnet ChatApp.Api.dll

          --migrate     brings the database up to date, and ends
          --version     prints the version, and ends
          --help, -h    prints this, and ends

        Settings come from the command line, as in --Limits__SocketsPerUser=5; from the environment, by the names below;
        or from appsettings.json beside the program. An invalid value, or an argument that is not understood, stops the
        start with a sentence that names it and the exit code 1. A rate has two settings: how many in a period, and how
        many at once.

        """;

    /// <summary>What <c>--version</c> prints.</summary>
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
