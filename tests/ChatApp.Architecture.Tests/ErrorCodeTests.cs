using System.Reflection;
using System.Text.RegularExpressions;

namespace ChatApp.Architecture.Tests;

internal sealed partial class ErrorCodeTests
{
    private static readonly string[] Codes =
    [
        .. Solution.Types
            .Where(type => type.IsClass && type.Name.EndsWith("ErrorCodes", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!),
    ];

    [Test]
    public void Every_error_code_is_in_snake_case()
    {
        Assert.That(Codes, Has.Length.GreaterThanOrEqualTo(15));
        Assert.That(Codes, Has.All.Matches("^[a-z]+(_[a-z]+)*$"));
    }

    [Test]
    public void Every_error_code_is_defined_once()
    {
        Assert.That(Codes, Is.Unique);
    }

    [Test]
    public void The_contract_lists_exactly_the_error_codes_of_the_code()
    {
        var contract = File.ReadAllText(Path.Combine(Solution.Root, "docs", "contract.md"));

        Assert.That(Codes.Where(code => !contract.Contains($"`{code}`", StringComparison.Ordinal)), Is.Empty);

        var named = StatusAndCode().Matches(contract).Select(match => match.Groups["code"].Value)
            .Distinct().ToList();
        Assert.That(named, Has.Count.GreaterThan(20), "the check must find something");
        Assert.That(named, Is.SubsetOf(Codes));
    }

    // 404 `user_not_found`, 401, code `unauthorized`; and the second code of 409 `username_taken` or `email_taken`.
    [GeneratedRegex(@"(\b[45]\d\d(, code)?|`[a-z_]+` or)\s+`(?<code>[a-z]+(_[a-z]+)+)`", RegexOptions.ExplicitCapture)]
    private static partial Regex StatusAndCode();
}
