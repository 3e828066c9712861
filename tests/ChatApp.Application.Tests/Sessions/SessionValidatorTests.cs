using ChatApp.Application.Sessions;

namespace ChatApp.Application.Tests.Sessions;

internal sealed class SessionValidatorTests
{
    [TestCase(null, "correct horse", nameof(LogIn.Username))]
    [TestCase("ali\0ce", "correct horse", nameof(LogIn.Username))]
    [TestCase("alice", null, nameof(LogIn.Password))]
    [TestCase("alice", "correct\0horse", nameof(LogIn.Password))]
    public void An_invalid_login_reports_the_invalid_field(string? username, string? password, string field)
    {
        var result = new LogInValidator().Validate(new LogIn(username, password, null, default, Some.Device));

        Assert.That(result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { field }));
    }

    [TestCase("alice", "x", Description = "the rules for new passwords do not apply")]
    [TestCase("alice@example.com", "correct horse")]
    [TestCase("", "")]
    public void Password_rules_do_not_apply_to_a_login(string username, string password)
    {
        Assert.That(
            new LogInValidator().Validate(new LogIn(username, password, null, default, Some.Device)).IsValid, Is.True);
    }

    [TestCase(null, false)]
    [TestCase("a\0", false)]
    [TestCase("anything", true)]
    public void A_refresh_needs_a_token(string? token, bool isValid)
    {
        Assert.That(
            new RefreshSessionValidator().Validate(new RefreshSession(token, null, Some.Device)).IsValid,
            Is.EqualTo(isValid));
    }
}
