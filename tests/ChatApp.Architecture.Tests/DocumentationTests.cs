using System.Text.RegularExpressions;

namespace ChatApp.Architecture.Tests;

/// <summary>What the documents name in inline code as a file or a folder of the repository has to be there.</summary>
internal sealed partial class DocumentationTests
{
    private const string Architecture = "docs/architecture.md";

    [Test]
    public void The_architecture_document_names_the_stops_of_a_message()
    {
        Assert.That(Path.Combine(Solution.Root, Architecture), Does.Exist);

        var named = PathsIn(Architecture).Where(path => path.StartsWith("src/", StringComparison.Ordinal));

        Assert.That(named.Distinct().Count(), Is.GreaterThanOrEqualTo(5));
    }

    [Test]
    public void Documents_name_only_files_that_exist()
    {
        var documents = Directory
            .EnumerateFiles(Path.Combine(Solution.Root, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Solution.Root, file));

        var missing = documents.SelectMany(document => PathsIn(document).Where(IsMissing).Select(path => $"{document}: {path}"));

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void The_security_document_names_only_tests_that_exist()
    {
        var tests = Directory.EnumerateFiles(Path.Combine(Solution.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => TestName().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .ToHashSet();

        var named = InlineTest().Matches(File.ReadAllText(Path.Combine(Solution.Root, "docs", "security.md"))).Select(match => match.Groups["name"].Value).ToList();

        Assert.That(named, Has.Count.GreaterThan(50), "the rule must have something to find");
        Assert.That(named.Except(tests), Is.Empty);
    }

    [Test]
    public void The_readme_shows_a_test_that_is_run()
    {
        var shown = CSharpBlock().Match(File.ReadAllText(Path.Combine(Solution.Root, "README.md")))
            .Groups["code"].Value;
        var file = Path.Combine(Solution.Root, "tests", "ChatApp.Infrastructure.Tests", "ReadmeExampleTests.cs");

        var lines = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).ToList();
        var run = File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();

        Assert.That(lines, Has.Count.GreaterThan(8), "the rule must have something to find");
        Assert.That(lines[0], Is.EqualTo(run[0]), "what it needs is named");
        Assert.That(run.SkipWhile(line => line != lines[1]).Take(lines.Count - 1), Is.EqualTo(lines.Skip(1)));
    }

    private static IEnumerable<string> PathsIn(string document) => InlinePath()
        .Matches(File.ReadAllText(Path.Combine(Solution.Root, document)))
        .Select(match => match.Groups["path"].Value);

    private static bool IsMissing(string path) => !Path.Exists(Path.Combine(Solution.Root, path));

    // `src/ChatApp.Api/Program.cs`, `tests/ChatApp.Domain.Tests/`; not `src/…/X.cs` and not a pattern with stars.
    [GeneratedRegex(@"`(?<path>(src|tests|benchmarks|docs|scripts|external)/[A-Za-z0-9_./-]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex InlinePath();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    // `A_sentence_that_is_a_test` or `ClassOfTests`.
    [GeneratedRegex("`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+|[A-Z][A-Za-z0-9]+Tests)`", RegexOptions.ExplicitCapture)]
    private static partial Regex InlineTest();

    [GeneratedRegex(@"(class|Task|void) (?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();
}
