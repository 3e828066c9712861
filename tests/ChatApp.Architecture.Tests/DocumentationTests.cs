using System.Text.RegularExpressions;

namespace ChatApp.Architecture.Tests;

/// <summary>Every file or folder of the repository that a document names in inline code must exist.</summary>
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
        var missing = Documents.SelectMany(document =>
            PathsIn(document).Where(IsMissing).Select(path => $"{document}: {path}"));

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void The_security_document_names_only_tests_that_exist()
    {
        var tests = Directory
            .EnumerateFiles(Path.Combine(Solution.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .SelectMany(file => TestName().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value))
            .ToHashSet();

        var named = InlineTest().Matches(File.ReadAllText(Path.Combine(Solution.Root, "docs", "security.md")))
            .Select(match => match.Groups["name"].Value)
            .ToList();

        Assert.That(named, Has.Count.GreaterThan(50), "the check must find something");
        Assert.That(named.Except(tests), Is.Empty);
    }

    [Test]
    public void The_readme_of_the_test_harness_shows_a_real_test()
    {
        var page = Path.Combine(Solution.Root, "tests", "ChatApp.Testing", "README.md");
        var shown = CSharpBlock().Match(File.ReadAllText(page)).Groups["code"].Value;
        var file = Path.Combine(Solution.Root, "tests", "ChatApp.Infrastructure.Tests", "ReadmeExampleTests.cs");

        var lines = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()).ToList();
        var run = File.ReadAllLines(file).Select(line => line.Trim()).Where(line => line.Length > 0).ToList();

        Assert.That(lines, Has.Count.GreaterThan(8), "the check must find something");
        Assert.That(lines[0], Is.EqualTo(run[0]), "the first line names what the test needs");
        Assert.That(run.SkipWhile(line => line != lines[1]).Take(lines.Count - 1), Is.EqualTo(lines.Skip(1)));
    }

    [Test]
    public void Links_lead_to_files_and_headings_that_exist()
    {
        var links = Documents.SelectMany(document => Link().Matches(File.ReadAllText(document))
            .Select(match => (document, Path: match.Groups["path"].Value, Anchor: match.Groups["anchor"].Value)))
            .ToList();

        var broken = links.Where(link => !Leads(link.document, link.Path, link.Anchor));

        Assert.That(links, Has.Count.GreaterThan(90), "the check must find something");
        Assert.That(broken, Is.Empty);
    }

    private static IEnumerable<string> Documents => Solution.Pages.Concat(
        new[]
            {
                "README.md", "SECURITY.md", "benchmarks/README.md", "tests/ChatApp.Testing/README.md",
                "tests/ChatApp.TestServer/README.md",
            }
            .Select(name => Path.Combine(Solution.Root, name)));

    private static bool Leads(string document, string path, string anchor)
    {
        var file = path.Length == 0 ? document : Path.Combine(Path.GetDirectoryName(document)!, path);
        return Path.Exists(file) && (anchor.Length == 0 || AnchorsIn(file).Contains(anchor));
    }

    // The explicit anchors, and those of headings: in lower case, without punctuation, with dashes for spaces.
    private static IEnumerable<string> AnchorsIn(string file)
    {
        var text = File.ReadAllText(file);
        return Anchor().Matches(text).Select(match => match.Groups["id"].Value).Concat(Heading().Matches(text)
            .Select(match => match.Groups["text"].Value.ToLowerInvariant())
            .Select(heading => Punctuation().Replace(heading, "").Replace(' ', '-')));
    }

    private static IEnumerable<string> PathsIn(string document) => InlinePath()
        .Matches(File.ReadAllText(Path.Combine(Solution.Root, document)))
        .Select(match => match.Groups["path"].Value);

    private static bool IsMissing(string path) => !Path.Exists(Path.Combine(Solution.Root, path));

    // `src/ChatApp.Api/Program.cs`, `tests/ChatApp.Domain.Tests/`; not `src/…/X.cs` and not a pattern with stars.
    [GeneratedRegex(
        @"`(?<path>(src|tests|benchmarks|docs|scripts|external)/[A-Za-z0-9_./-]+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex InlinePath();

    [GeneratedRegex("```csharp\n(?<code>.*?)```", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex CSharpBlock();

    // [text](path), [text](path#anchor), [text](#anchor), also of pictures; not web addresses.
    [GeneratedRegex(@"\]\((?<path>[\w./-]*)(#(?<anchor>[^)]+))?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("<a id=\"(?<id>[^\"]+)\">", RegexOptions.ExplicitCapture)]
    private static partial Regex Anchor();

    [GeneratedRegex(@"^#+ (?<text>.+)$", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w -]")]
    private static partial Regex Punctuation();

    // `A_sentence_as_a_test_name` or `ClassOfTests`.
    [GeneratedRegex(
        "`(?<name>[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+)+|[A-Z][A-Za-z0-9]+Tests)`", RegexOptions.ExplicitCapture)]
    private static partial Regex InlineTest();

    [GeneratedRegex(@"(class|Task|void) (?<name>[A-Z]\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex TestName();
}
