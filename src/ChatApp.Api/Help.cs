using System.Text;
using System.Text.RegularExpressions;

namespace ChatApp.Api;

/// <summary>What <c>--help</c> prints: the tables of settings of the README, which is part of the program so that there is one list of them.</summary>
public static partial class Help
{
    /// <summary>On the command line: print this and end.</summary>
    public const string Option = "--help";

    private const string Resource = "README.md";
    private const string FirstHeading = "## Settings";

    private const string Usage =
        """
        ChatApp, a server for direct messages.

          dotnet run --project src/ChatApp.Api    or, published,    dotnet ChatApp.Api.dll

          --migrate     brings the database up to date, and ends
          --version     prints the version, and ends
          --help, -h    prints this, and ends

        Settings come from the command line, as in --Limits__SocketsPerUser=5; from the environment, by the names below;
        or from appsettings.json beside the program. Those marked * hold over all nodes. An impossible value, or an
        argument that is not understood, stops the start with a sentence that names it and the exit code 1.

        """;

    /// <summary>What <c>--version</c> prints.</summary>
    public static string Version() => typeof(Help).Assembly.GetName().Version!.ToString(fieldCount: 3);

    /// <summary>The whole text.</summary>
    public static string Text()
    {
        var text = new StringBuilder(Usage);
        foreach (var row in Rows())
        {
            text.AppendLine().Append("  ").AppendLine(row.Name).Append("      ").Append(row.Meaning).Append(" (default: ").Append(row.Default).AppendLine(")");
        }

        return text.ToString();
    }

    /// <summary>The names of all settings, as in the environment, without the numbers that the members of lists end with.</summary>
    internal static IReadOnlySet<string> Names()
    {
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var section = "";
        foreach (Match name in Lines().SelectMany(line => Name().Matches(line)))
        {
            // "…MessagesBurst" is short for a name of the section before.
            section = name.Groups["section"].Success ? name.Groups["section"].Value : section;
            names.Add($"{section}__{name.Groups["name"].Value}");
        }

        return names;
    }

    /// <summary>The settings in the order of the README.</summary>
    internal static IEnumerable<(string Name, string Meaning, string Default)> Rows()
    {
        foreach (var line in Lines())
        {
            if (line.StartsWith("| `", StringComparison.Ordinal) && line.Split('|') is [_, var name, var meaning, var @default, ..])
            {
                yield return (Plain(name), Plain(meaning), Plain(@default));
            }
        }
    }

    // Those below the first heading.
    private static IEnumerable<string> Lines()
    {
        using var reader = new StreamReader(typeof(Help).Assembly.GetManifestResourceStream(Resource)!);
        var isWithin = false;
        while (reader.ReadLine() is { } line)
        {
            isWithin = line.StartsWith("## ", StringComparison.Ordinal) ? line == FirstHeading : isWithin;
            if (isWithin)
            {
                yield return line;
            }
        }
    }

    // Links by their text, and code without its marks.
    private static string Plain(string markdown) => Link().Replace(markdown, "$1").Replace("`", "", StringComparison.Ordinal).Trim();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex("`(?:(?<section>[A-Z][A-Za-z]+)__|…)(?<name>[A-Z][A-Za-z]+)")]
    private static partial Regex Name();
}
