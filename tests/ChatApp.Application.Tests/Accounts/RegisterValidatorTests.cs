using ChatApp.Application.Accounts;

namespace ChatApp.Application.Tests.Accounts;

internal sealed class RegisterValidatorTests
{
    private static readonly Register Valid = new("alice", "alice@example.com", "correct horse", Some.Address);

    private readonly RegisterValidator _validator = new();

    [Test]
    public void A_valid_registration_passes()
    {
        Assert.That(_validator.Validate(Valid).IsValid, Is.True);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("al")]
    [TestCase("al ice")]
    public void An_invalid_username_is_reported(string? username)
    {
        var result = _validator.Validate(Valid with { Username = username });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { nameof(Register.Username) }));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("alice")]
    public void An_invalid_email_address_is_reported(string? email)
    {
        var result = _validator.Validate(Valid with { Email = email });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { nameof(Register.Email) }));
    }

    [TestCase(null)]
    [TestCase("seven77")]
    [TestCase("with\0in the middle")]
    public void An_invalid_password_is_reported(string? password)
    {
        var result = _validator.Validate(Valid with { Password = password });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { nameof(Register.Password) }));
    }

    [Test]
    public void A_password_with_an_unpaired_surrogate_is_refused()
    {
        Assert.That(_validator.Validate(Valid with { Password = "correct \ud83d horse" }).IsValid, Is.False);
    }

    [Test]
    public void All_invalid_fields_are_reported_together()
    {
        var result = _validator.Validate(new Register(null, null, null, default));

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName),
            Is.EquivalentTo(new[] { nameof(Register.Username), nameof(Register.Email), nameof(Register.Password) }));
    }
}
