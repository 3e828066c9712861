namespace ChatApp.Browser.Tests;

/// <summary>The types that the comments of the JavaScript example declare.</summary>
public sealed class ExampleTypesTests
{
    [Test]
    public async Task The_example_uses_them_as_declared()
    {
        var folder = Path.Combine(BrowserTests.Repository, "docs", "examples", "javascript");

        var check = await Node.RunPackageAsync(
            "typescript/bin/tsc",
            ["--noEmit", "--allowJs", "--checkJs", "--skipLibCheck", "--types", "node",
             "--target", "es2024", "--module", "nodenext", "--lib", "es2024,dom,dom.iterable,dom.asynciterable",
             Path.Combine(folder, "tour.mjs"), Path.Combine(folder, "client.mjs")]);

        Assert.That(check, Is.EqualTo((0, "")));
    }
}
