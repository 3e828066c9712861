using System.Xml.Linq;

namespace ChatApp.Architecture.Tests;

/// <summary>The package ChatApp.Testing depends on what the server in it needs.</summary>
internal sealed class PackageContentTests
{
    // It is in the package, because it depends on MediatR.Contracts, which some feeds lack.
    private const string Contained = "MediatR";

    private static readonly string Folder = Path.Combine(Solution.Root, "tests", "ChatApp.Testing");

    private static readonly XElement Metadata =
        Named(XDocument.Load(Path.Combine(Folder, "Package", "ChatApp.Testing.nuspec")), "metadata").Single();

    [Test]
    public void The_package_depends_on_the_packages_of_the_server()
    {
        var direct = Directory.EnumerateFiles(
                Path.Combine(Solution.Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Append(Path.Combine(Folder, "ChatApp.Testing.csproj"))
            .SelectMany(project => XDocument.Load(project).Descendants("PackageReference"))
            .Where(package => package.Attribute("PrivateAssets") is null)
            .Select(package => package.Attribute("Include")!.Value);
        var pinned = XDocument.Load(Path.Combine(Solution.Root, "Directory.Packages.props")).Descendants("ItemGroup")
            .Single(group => group.Attribute("Label")!.Value.StartsWith("Pinned", StringComparison.Ordinal))
            .Elements("PackageVersion")
            .Select(package => package.Attribute("Include")!.Value);

        Assert.That(
            Named(Metadata, "dependency").Select(dependency => dependency.Attribute("id")!.Value),
            Is.EquivalentTo(direct.Union(pinned).Where(package => package != Contained)));
    }

    [Test]
    public void Each_version_is_that_of_the_central_file()
    {
        Assert.That(
            Named(Metadata, "dependency").Where(dependency =>
                dependency.Attribute("version")!.Value != Token(dependency.Attribute("id")!.Value)),
            Is.Empty);
        Assert.That(Named(Metadata, "version").Single().Value, Is.EqualTo("$version$"));

        // As ChatApp.Testing.csproj names them.
        static string Token(string id) =>
            $"${id.Replace('.', '_').Replace('-', '_')}$";
    }

    [Test]
    public void Tests_compile_without_the_packages_of_the_server()
    {
        Assert.That(
            Named(Metadata, "dependency")
                .Where(dependency => !dependency.Attribute("exclude")!.Value.Split(',').Contains("Compile"))
                .Select(dependency => dependency.Attribute("id")!.Value),
            Is.EqualTo(new[] { "Microsoft.Extensions.TimeProvider.Testing" }));
    }

    private static IEnumerable<XElement> Named(XContainer container, string name) =>
        container.Descendants().Where(element => element.Name.LocalName == name);
}
