using System.Text.RegularExpressions;
using ChatApp.Api;
using ChatApp.Infrastructure.Settings;

namespace ChatApp.Architecture.Tests;

/// <summary>The documents must show the settings of the catalogue.</summary>
internal sealed partial class SettingsDocumentTests
{
    private static readonly string Document =
        File.ReadAllText(Path.Combine(Solution.Root, "docs", "settings.md"));

    [Test]
    public void The_document_has_one_row_for_each_setting_of_the_catalogue()
    {
        var expected = SettingsCatalogue.Groups.SelectMany(group => group.Settings.Select(RowOf).Prepend(group.Title));

        var actual = SettingsCatalogue.Groups.SelectMany(group => RowsUnder(group.Title).Prepend(group.Title));

        Assert.That(expected.Count(), Is.GreaterThan(60), "the check must find something");
        Assert.That(actual, Is.EqualTo(expected), $"Write:\n{string.Join('\n', expected)}");
    }

    [Test]
    public void Setting_names_are_unique()
    {
        var twice = SettingsCatalogue.Groups.SelectMany(group => group.Settings)
            .SelectMany(setting => setting.Keys)
            .GroupBy(key => key, StringComparer.OrdinalIgnoreCase)
            .Where(same => same.Count() > 1);

        Assert.That(twice, Is.Empty);
    }

    [Test]
    public void Documents_name_only_settings_that_exist()
    {
        var named = Solution.Pages
            .Append(Path.Combine(Solution.Root, "README.md"))
            .SelectMany(file => SettingName().Matches(File.ReadAllText(file)).Select(match => match.Value))
            .ToHashSet();

        Assert.That(named, Has.Count.GreaterThan(60), "the check must find something");
        Assert.That(
            named.Where(name => !SettingsCatalogue.Knows(name.Replace("__", ":", StringComparison.Ordinal))), Is.Empty);
    }

    private static string RowOf(Setting setting)
    {
        var names = string.Join(", ", setting.Names.Select(name => $"`{name}`"));
        return $"| {names} | {setting.Meaning} | {setting.Default} | {setting.Values} |";
    }

    private static List<string> RowsUnder(string heading) =>
    [
        .. Document.Split('\n')
            .SkipWhile(line => line != $"## {heading}")
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)),
    ];

    [GeneratedRegex(@"(?<![…\w])[A-Z][A-Za-z]+(__([A-Z][A-Za-z.]*[A-Za-z]|\d+))+")]
    private static partial Regex SettingName();
}
