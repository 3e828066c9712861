using System.Text.RegularExpressions;

namespace ChatApp.Architecture.Tests;

internal sealed partial class SourceFileTests
{
    private const int MaxColumns = 120;
    private const int MaxLines = 300;
    private const int UsualLines = 150;

    private static readonly (string File, int Lines)[] Files =
        [.. Solution.SourceFiles.Select(file => (file, File.ReadLines(Path.Combine(Solution.Root, file)).Count()))];

    [Test]
    public void No_file_is_longer_than_300_lines()
    {
        Assert.That(Files, Has.Length.GreaterThan(100), "the check must find something");
        Assert.That(Files.Where(file => file.Lines > MaxLines), Is.Empty);
    }

    [Test]
    public void Nine_of_ten_files_have_at_most_150_lines()
    {
        Assert.That(Files.Count(file => file.Lines > UsualLines), Is.LessThanOrEqualTo(Files.Length / 10));
    }

    [Test]
    public void No_line_is_longer_than_120_columns()
    {
        var files = Solution.TextFiles.ToList();

        Assert.That(files, Has.Count.GreaterThan(500), "the check must find something");
        Assert.That(
            from file in files
            from line in File.ReadLines(Path.Combine(Solution.Root, file)).Select((text, index) => (text, index))
            where line.text.EnumerateRunes().Count() > MaxColumns && !MayBeLonger(file, line.text)
            select $"{file}:{line.index + 1}",
            Is.Empty);
    }

    [Test]
    public void Each_line_of_the_log_has_an_event_id_of_its_own()
    {
        var ids = Files
            .SelectMany(file => EventId().Matches(File.ReadAllText(Path.Combine(Solution.Root, file.File))))
            .Select(match => match.Groups[1].Value)
            .ToList();

        Assert.That(ids, Has.Count.GreaterThan(50), "the check must find something");
        Assert.That(ids.GroupBy(id => id).Where(same => same.Count() > 1).Select(same => same.Key), Is.Empty);
    }

    // A row of a table cannot be broken.
    private static bool MayBeLonger(string file, string line) =>
        file.EndsWith(".md", StringComparison.Ordinal) && line.TrimStart().StartsWith('|');

    [TestCase("Commands")]
    [TestCase("Queries")]
    [TestCase("Entities")]
    [TestCase("Interfaces")]
    [TestCase("DTOs")]
    [TestCase("Helpers")]
    public void Folders_are_named_after_features(string kind)
    {
        Assert.That(Files.Where(file => file.File.Contains($"/{kind}/", StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    [GeneratedRegex(@"LoggerMessage\(\s*(\d+)")]
    private static partial Regex EventId();
}
