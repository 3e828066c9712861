using System.Text.Json;
using System.Xml.Linq;

namespace ChatApp.Architecture.Tests;

/// <summary>
/// The build uses only reviewed packages, by name, version and licence, and the container has only the rights that it
/// needs.
/// </summary>
internal sealed class SupplyChainTests
{
    private static readonly string[] Allowed = ["MIT", "Apache-2.0", "BSD-3-Clause", "PostgreSQL", "CC0-1.0"];

    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["AutoMapper"] = "RPL-1.5 or commercial",
        ["Microsoft.NETCore.Platforms"] = "Microsoft .NET Library",
    };

    private static readonly (string Name, string Version)[] Packages =
        [.. LockFiles().SelectMany(PackagesOf).Distinct()];

    private static readonly Dictionary<string, (string Licence, string[] Declared)> Table = File
        .ReadLines(Path.Combine(Solution.Root, "docs", "licences.md"))
        .Where(line => line.StartsWith("| ", StringComparison.Ordinal))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))
        .Skip(1)
        .ToDictionary(row => row[0], row => (row[1], row[2].Length == 0 ? [row[1]] : row[2].Split(", ")));

    [Test]
    public void Every_package_has_an_allowed_licence()
    {
        Assert.That(Packages, Has.Length.GreaterThan(50), "the check must find something");
        Assert.That(Packages.Select(package => package.Name).Distinct(), Is.EquivalentTo(Table.Keys));
        Assert.That(
            Table.Where(row =>
                !Allowed.Contains(row.Value.Licence) && Exceptions.GetValueOrDefault(row.Key) != row.Value.Licence),
            Is.Empty);
    }

    [Test]
    public void Every_package_declares_the_licence_in_the_table()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        var restored = Packages
            .Select(package => (package.Name, package.Version, File: Path.Combine(
                folder,
                package.Name.ToLowerInvariant(),
                package.Version.ToLowerInvariant(),
                $"{package.Name.ToLowerInvariant()}.nuspec")))
            .Where(package => File.Exists(package.File))
            .ToList();

        var differing = restored
            .Select(package => (package.Name, package.Version, Declared: DeclaredIn(package.File)))
            .Where(package => !Table[package.Name].Declared.Contains(package.Declared));

        Assert.That(restored, Is.Not.Empty, "these tests use packages too");
        Assert.That(differing, Is.Empty);
    }

    [Test]
    public void Every_project_is_restored_with_a_lock_file()
    {
        var projects = Directory.EnumerateFiles(Solution.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(IsOurs).ToList();

        Assert.That(
            projects.Where(
                project => !File.Exists(Path.Combine(Path.GetDirectoryName(project)!, "packages.lock.json"))),
            Is.Empty);
        Assert.That(RestoresIn("test.sh"), Is.Not.Empty.And.All.Contain("--locked-mode"));
        Assert.That(RestoresIn("Dockerfile"), Is.Not.Empty.And.All.Contain("--locked-mode"));
        Assert.That(RestoresIn(".ci/run"), Is.All.Contain("--locked-mode"), "test.sh does the restore");

        static List<string> RestoresIn(string script) =>
            [.. File.ReadLines(Path.Combine(Solution.Root, script))
                .Where(line => line.Contains("dotnet restore", StringComparison.Ordinal))];
    }

    [Test]
    public void A_package_with_a_known_vulnerability_is_an_error()
    {
        var properties = XDocument.Load(Path.Combine(Solution.Root, "Directory.Build.props"))
            .Descendants("PropertyGroup").Elements()
            .ToLookup(property => property.Name.LocalName, property => property.Value);

        Assert.That(properties["NuGetAudit"], Is.EqualTo(new[] { "true" }));
        Assert.That(properties["NuGetAuditMode"], Is.EqualTo(new[] { "all" }));
        Assert.That(properties["NuGetAuditLevel"], Is.EqualTo(new[] { "low" }));
        Assert.That(properties["TreatWarningsAsErrors"], Is.EqualTo(new[] { "true" }));
        Assert.That(
            properties["WarningsNotAsErrors"],
            Is.EqualTo(new[] { "NU1900" }),
            "only a feed without audit data is not an error");
        Assert.That(properties["NoWarn"].Where(codes => codes.Contains("NU19", StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public void The_container_is_not_root_and_is_read_only()
    {
        var image = File.ReadAllLines(Path.Combine(Solution.Root, "Dockerfile"));
        var compose = File.ReadAllText(Path.Combine(Solution.Root, "docker-compose.yml"));
        var begin = compose.IndexOf("x-server: &server", StringComparison.Ordinal);
        var server = compose[begin..compose.IndexOf("\nx-keys:", StringComparison.Ordinal)];

        Assert.That(
            image.Last(line => line.StartsWith("FROM ", StringComparison.Ordinal)),
            Does.EndWith("-chiseled"),
            "no shell and no package manager");
        Assert.That(
            image.Last(line => line.StartsWith("USER ", StringComparison.Ordinal)), Is.EqualTo("USER $APP_UID"));
        Assert.That(
            server,
            Does.Contain("read_only: true")
                .And.Contain("- ALL")
                .And.Contain("no-new-privileges:true")
                .And.Not.Contain("privileged: true")
                .And.Not.Contain("user:"));
        Assert.That(
            compose.Split("image: chatapp\n"), Has.Length.EqualTo(2), "no service runs the image without these limits");
    }

    private static IEnumerable<string> LockFiles() =>
        Directory.EnumerateFiles(Solution.Root, "packages.lock.json", SearchOption.AllDirectories).Where(IsOurs);

    private static bool IsOurs(string file) =>
        !Path.GetRelativePath(Solution.Root, file).StartsWith("artifacts", StringComparison.Ordinal);

    private static IEnumerable<(string Name, string Version)> PackagesOf(string lockFile)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(lockFile));
        return [.. json.RootElement.GetProperty("dependencies").EnumerateObject()
            .SelectMany(target => target.Value.EnumerateObject())
            .Where(package => package.Value.GetProperty("type").GetString() != "Project")
            .Select(package => (package.Name, package.Value.GetProperty("resolved").GetString()!))];
    }

    private static string DeclaredIn(string nuspec)
    {
        var metadata = XDocument.Load(nuspec).Root!.Elements()
            .Single(element => element.Name.LocalName == "metadata").Elements().ToList();
        var license = metadata.SingleOrDefault(element => element.Name.LocalName == "license");
        return license is null
            ? metadata.SingleOrDefault(element => element.Name.LocalName == "licenseUrl")?.Value ?? "none"
            : license.Attribute("type")?.Value == "expression" ? license.Value : $"file {license.Value}";
    }
}
