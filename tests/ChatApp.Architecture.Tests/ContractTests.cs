using System.Globalization;
using System.Text.RegularExpressions;

namespace ChatApp.Architecture.Tests;

/// <summary>Every section of docs/contract.md that code, tests and documents cite must exist.</summary>
internal sealed partial class ContractTests
{
    private static readonly string[] Folders = ["src", "tests", "docs", "benchmarks", "scripts"];
    private static readonly string[] Kinds = [".cs", ".js", ".mjs", ".ts", ".py", ".sh", ".md"];

    // For each section, the points of its numbered list.
    private static readonly Dictionary<int, HashSet<int>> Sections = ReadSections();

    [Test]
    public void Every_cited_section_and_point_exists()
    {
        var cited = CitingFiles().SelectMany(CitationsIn).ToList();

        Assert.That(cited, Has.Count.GreaterThan(40), "the check must find something");
        Assert.That(cited.Where(citation => !Exists(citation)), Is.Empty);
    }

    [TestCase("contract, section 99", false)]
    [TestCase("contract, sections 1 to 99", false)]
    [TestCase("Section 6 of the contract,\n    /// point 99", false)]
    [TestCase("contract,\n/// section 6, point 4", true)]
    public void A_citation_across_two_lines_is_found(string text, bool exists) =>
        Assert.That(Exists(Citations("text", text).Single()), Is.EqualTo(exists));

    private static bool Exists(Citation citation) =>
        Sections.TryGetValue(citation.Section, out var points)
        && Sections.ContainsKey(citation.LastSection)
        && (citation.Point is null || points.Contains(citation.Point.Value));

    private static Dictionary<int, HashSet<int>> ReadSections()
    {
        var sections = new Dictionary<int, HashSet<int>>();
        var current = new HashSet<int>();
        foreach (var line in File.ReadLines(Path.Combine(Solution.Root, "docs", "contract.md")))
        {
            if (Heading().Match(line) is { Success: true } heading)
            {
                sections.Add(Number(heading.Groups["number"])!.Value, current = []);
            }
            else if (ListItem().Match(line) is { Success: true } item)
            {
                current.Add(Number(item.Groups["number"])!.Value);
            }
        }

        return sections;
    }

    // Not this file, which contains wrong examples on purpose.
    private static IEnumerable<string> CitingFiles() => Folders
        .SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(Solution.Root, folder), "*", SearchOption.AllDirectories))
        .Where(file => Kinds.Contains(Path.GetExtension(file)))
        .Where(file => !file.Contains("node_modules", StringComparison.Ordinal)
            && Path.GetFileName(file) != $"{nameof(ContractTests)}.cs");

    private static IEnumerable<Citation> CitationsIn(string file) =>
        Citations(Path.GetRelativePath(Solution.Root, file), File.ReadAllText(file));

    private static IEnumerable<Citation> Citations(string file, string text) =>
        Cited().Matches(LineBreak().Replace(text, " ")).Select(match =>
        {
            var section = Number(match.Groups["section"])!.Value;
            return new Citation(
                file, section, Number(match.Groups["last"]) ?? section, Number(match.Groups["point"]));
        });

    private static int? Number(Group group) =>
        group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^## (?<number>\d+)\. ")]
    private static partial Regex Heading();

    [GeneratedRegex(@"^(?<number>\d+)\. ")]
    private static partial Regex ListItem();

    // Including the start of the next comment line.
    [GeneratedRegex(@"\s*\n\s*((//+|#|\*)\s*)?", RegexOptions.ExplicitCapture)]
    private static partial Regex LineBreak();

    [GeneratedRegex(
        @"(contract, sections? (?<section>\d+)( (to|and) (?<last>\d+))?|section (?<section>\d+) of the contract)"
            + @"(, point (?<point>\d+))?",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Cited();

    private sealed record Citation(string File, int Section, int LastSection, int? Point);
}
