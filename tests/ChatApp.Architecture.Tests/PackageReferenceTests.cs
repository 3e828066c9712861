using System.Text.Json;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;

namespace ChatApp.Architecture.Tests;

/// <summary>A project references the packages whose types it uses directly, not only through other packages.</summary>
internal sealed class PackageReferenceTests
{
    private static readonly XDocument Versions =
        XDocument.Load(Path.Combine(Solution.Root, "Directory.Packages.props"));

    // Packages that are pinned because of other packages need no project that references them.
    private static readonly string[] Fixed =
    [
        .. Versions.Descendants("ItemGroup")
            .Where(group => group.Attribute("Label")?.Value.StartsWith("Pinned", StringComparison.Ordinal) == false)
            .SelectMany(group => group.Elements("PackageVersion"))
            .Select(package => package.Attribute("Include")!.Value),
    ];

    [Test]
    public void Every_project_of_src_references_the_packages_that_it_uses()
    {
        var packages = PackagesByAssembly();

        var used = Solution.Assemblies
            .SelectMany(
                project => project.GetReferencedAssemblies(),
                (project, reference) =>
                    (Project: project.GetName().Name!, Package: packages.GetValueOrDefault(reference.Name!)))
            .Where(use => use.Package is not null && !IsFromFramework(use.Project, use.Package))
            .ToList();

        Assert.That(used, Has.Count.GreaterThan(5), "the check must find something");
        Assert.That(used.Where(use => !NamedIn(ProjectFile(use.Project)).Contains(use.Package!)), Is.Empty);
    }

    [Test]
    public void Every_fixed_package_is_referenced_by_a_project()
    {
        var named = Directory.EnumerateFiles(Solution.Root, "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Solution.Root, "Directory.Build.props"))
            .SelectMany(NamedIn);

        Assert.That(Fixed, Has.Length.GreaterThan(15), "the check must find something");
        Assert.That(Fixed.Except(named), Is.Empty);
    }

    // Assembly → its fixed package. Assemblies of the shared frameworks are not included.
    private static Dictionary<string, string> PackagesByAssembly()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "ChatApp.Architecture.Tests.deps.json");
        using var json = JsonDocument.Parse(File.ReadAllText(file));
        return json.RootElement.GetProperty("targets").EnumerateObject().Single().Value.EnumerateObject()
            .Where(library => library.Value.TryGetProperty("runtime", out _))
            .SelectMany(
                library => library.Value.GetProperty("runtime").EnumerateObject(),
                (library, path) => (Assembly: Path.GetFileNameWithoutExtension(path.Name),
                    Package: library.Name.Split('/')[0]))
            .Where(pair => Fixed.Contains(pair.Package))
            .ToDictionary(pair => pair.Assembly, pair => pair.Package);
    }

    // Web projects use the shared framework for its packages.
    private static bool IsFromFramework(string project, string package)
    {
        var text = File.ReadAllText(ProjectFile(project));
        var framework = Path.GetDirectoryName(typeof(WebApplication).Assembly.Location)!;
        return (text.Contains("Microsoft.NET.Sdk.Web", StringComparison.Ordinal)
            || text.Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal))
            && File.Exists(Path.Combine(framework, $"{package}.dll"));
    }

    private static string ProjectFile(string project) =>
        Path.Combine(Solution.Root, "src", project, $"{project}.csproj");

    private static IEnumerable<string> NamedIn(string file) =>
        XDocument.Load(file).Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value);
}
