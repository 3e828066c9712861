using ChatApp.Application.Accounts;

namespace ChatApp.Application.Tests.Accounts;

internal sealed class RegisterValidatorTests
{
    private static readonly Register Valid = new("alice", "alice@example.com", "correct horse", Some.Address);

    private readonly RegisterValidator _validator = new();

    [Test]
    public void A_complete_registration_passes()
    {
        Assert.That(_validator.Validate(Valid).IsValid, Is.True);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("al")]
    [TestCase("al ice")]
    public void A_username_that_is_none_is_named(string? username)
    {
        var result = _validator.Validate(Valid with { Username = username });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { nameof(Register.Username) }));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("alice")]
    public void An_address_that_is_none_is_named(string? email)
    {
        var result = _validator.Validate(Valid with { Email = email });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { nameof(Register.Email) }));
    }

    [TestCase(null)]
    [TestCase("seven77")]
    [TestCase("with\0in the middle")]
    public void A_password_that_is_none_is_named(string? password)
    {
        var result = _validator.Validate(Valid with { Password = password });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { nameof(Register.Password) }));
    }

    [Test]
    public void A_password_with_half_a_surrogate_pair_is_refused()
    {
        Assert.That(_validator.Validate(Valid with { Password = "correct \ud83d horse" }).IsValid, Is.False);
    }

    [Test]
    public void All_fields_that_break_a_rule_are_named_at_once()
    {
        var result = _validator.Validate(new Register(null, null, null, default));

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName),
            Is.EquivalentTo(new[] { nameof(Register.Username), nameof(Register.Email), nameof(Register.Password) }));
    }
}
