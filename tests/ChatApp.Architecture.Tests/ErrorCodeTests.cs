using System.Reflection;
using ChatApp.Application.Common;

namespace ChatApp.Architecture.Tests;

internal sealed class ErrorCodeTests
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
    public void Every_error_code_is_a_word_in_snake_case()
    {
        Assert.That(Codes, Has.Length.GreaterThanOrEqualTo(15));
        Assert.That(Codes, Has.All.Matches("^[a-z]+(_[a-z]+)*$"));
    }

    [Test]
    public void Every_error_code_is_written_once()
    {
        Assert.That(Codes, Is.Unique);
    }

    [Test]
    public void The_codes_of_the_contract_are_there()
    {
        Assert.That(Codes, Is.SupersetOf(new[]
        {
            ErrorCodes.ValidationFailed, "unauthorized", "username_taken", "email_taken", "invalid_credentials", "refresh_token_reused",
            "invalid_refresh_token", "user_not_found", "recipient_not_found", "message_not_found", "client_message_id_conflict",
            "cursor_expired", "invalid_cursor", "rate_limited", "unavailable",
        }));
    }
}
