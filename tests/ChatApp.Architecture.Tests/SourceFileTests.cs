namespace ChatApp.Architecture.Tests;

internal sealed class SourceFileTests
{
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
}
