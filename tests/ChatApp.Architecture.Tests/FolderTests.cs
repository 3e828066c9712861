using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace ChatApp.Architecture.Tests;

/// <summary>The dependencies between folders, from the source: a constant leaves no trace in an assembly.</summary>
internal sealed partial class FolderTests
{
    private const string CompositionRoot = "ChatApp.Api";

    private static readonly ILookup<string, string> GlobalUsingsOfProjects =
        Directory.EnumerateFiles(Path.Combine(Solution.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .SelectMany(
                project => XDocument.Load(project).Descendants("Using"),
                (project, global) => (Project: Path.GetFileNameWithoutExtension(project), global))
            .ToLookup(pair => pair.Project, pair => pair.global.Attribute("Include")!.Value);

    private static readonly SourceFile[] Files = [.. Solution.SourceFiles.Select(SourceFile.Read)];

    private static readonly ILookup<string, string> NamespacesOfTypes = Files
        .SelectMany(file => file.Types, (file, type) => (type, file.Namespace))
        .ToLookup(pair => pair.type, pair => pair.Namespace);

    [Test]
    public void Only_the_composition_root_of_the_API_uses_the_infrastructure()
    {
        var users = Files
            .Where(file => file.Path.StartsWith("src/ChatApp.Api/", StringComparison.Ordinal))
            .Where(file => file.Namespace != CompositionRoot)
            .Where(file => file.Code.Contains("ChatApp.Infrastructure", StringComparison.Ordinal))
            .Select(file => file.Path);

        Assert.That(users, Is.Empty);
    }

    [Test]
    public void Nothing_uses_the_composition_root_of_the_API()
    {
        Assert.That(Arrows().Where(arrow => arrow.To == CompositionRoot), Is.Empty);
    }

    [Test]
    public void The_socket_transport_uses_no_other_folder()
    {
        Assert.That(Arrows().Where(arrow => arrow.From == "ChatApp.Api.WebSockets.Transport"), Is.Empty);
    }

    [TestCase("ChatApp.Domain")]
    [TestCase("ChatApp.Application")]
    [TestCase("ChatApp.Infrastructure")]
    [TestCase("ChatApp.Api")]
    public void Folders_of_a_project_have_no_cycles(string project)
    {
        var arrows = Arrows()
            .Where(arrow => IsIn(arrow.From, project) && IsIn(arrow.To, project))
            .ToList();

        Assert.That(arrows, Is.Not.Empty, "the check must find something");
        Assert.That(WithoutWhatIsInNoCycle(arrows), Is.Empty);
    }

    private static bool IsIn(string name, string outer) =>
        name == outer || name.StartsWith($"{outer}.", StringComparison.Ordinal);

    private static IEnumerable<Arrow> Arrows() => Files
        .SelectMany(
            file => file.Usings.Concat(NamespacesUsedWithoutUsing(file)), (file, to) => new Arrow(file.Namespace, to))
        .Where(arrow => arrow.To != arrow.From && arrow.To.StartsWith("ChatApp.", StringComparison.Ordinal))
        .Distinct();

    // The types of an enclosing namespace need none, nor do those of a namespace with a global using of the project.
    private static IEnumerable<string> NamespacesUsedWithoutUsing(SourceFile file) => file.Words
        .SelectMany(word => NamespacesOfTypes[word])
        .Where(name => file.Namespace.StartsWith($"{name}.", StringComparison.Ordinal)
            || GlobalUsingsOfProjects[file.Project].Contains(name));

    // Removes, step by step, the arrows to namespaces without outgoing arrows and from namespaces without incoming
    // arrows.
    private static List<Arrow> WithoutWhatIsInNoCycle(List<Arrow> arrows)
    {
        while (true)
        {
            var left = arrows
                .Where(arrow => arrows.Any(next => next.From == arrow.To) && arrows.Any(last => last.To == arrow.From))
                .ToList();
            if (left.Count == arrows.Count)
            {
                return left;
            }

            arrows = left;
        }
    }

    private sealed record Arrow(string From, string To);

    /// <summary>A file of src.</summary>
    /// <param name="Path">The path from the root of the repository.</param>
    /// <param name="Namespace">The namespace, that of the folder.</param>
    /// <param name="Code">The text without comments and string literals.</param>
    private sealed record SourceFile(string Path, string Namespace, string Code)
    {
        public string Project => Path.Split('/')[1];

        public IEnumerable<string> Usings => Using().Matches(Code).Select(match => match.Groups["name"].Value);

        public IEnumerable<string> Types => TypeDeclaration().Matches(Code).Select(match => match.Groups["name"].Value);

        public IEnumerable<string> Words => Word().Matches(Code).Select(match => match.Value).Distinct();

        public static SourceFile Read(string path)
        {
            var text = File.ReadAllText(System.IO.Path.Combine(Solution.Root, path));
            var code = CommentOrQuote().Replace(text, "");

            // Top-level statements belong to the root namespace of their project.
            var match = FileNamespace().Match(code);
            return new SourceFile(path, match.Success ? match.Groups["name"].Value : CompositionRoot, code);
        }
    }

    [GeneratedRegex(@"//.*|""(\\.|[^""\\\n])*""", RegexOptions.ExplicitCapture)]
    private static partial Regex CommentOrQuote();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex FileNamespace();

    [GeneratedRegex(@"^using (static )?(?<name>[\w.]+);", RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(
        @"^(public|internal)[\w ]*? (class|record struct|record|struct|interface|enum) (?<name>\w+)",
        RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex TypeDeclaration();

    // A word that is not a member of something.
    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Word();
}
