using ChatApp.Application.Messages;
using ChatApp.Domain.Messages;

namespace ChatApp.Application.Tests.Messages;

internal sealed class SendMessageValidatorTests
{
    private static readonly SendMessage Valid = new(Guid.CreateVersion7(), Guid.CreateVersion7(), "Hello!", null);

    private readonly SendMessageValidator _validator = new();

    [TestCase("x")]
    [TestCase(" leading and trailing ")]
    [TestCase("😀")]
    public void A_valid_text_is_accepted_unchanged(string content)
    {
        Assert.That(_validator.Validate(Valid with { Content = content }).IsValid, Is.True);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" \t\r\n")]
    [TestCase("a\0b")]
    public void An_invalid_text_is_reported_once(string? content)
    {
        var result = _validator.Validate(Valid with { Content = content });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName), Is.EqualTo(new[] { nameof(SendMessage.Content) }));
    }

    [Test]
    public void An_unpaired_surrogate_is_refused()
    {
        Assert.That(_validator.Validate(Valid with { Content = "half \ud83d" }).IsValid, Is.False);
    }

    [Test]
    public void A_text_has_at_most_4000_code_units()
    {
        var longest = new string('x', MessageContent.MaxLength);

        Assert.That(longest, Has.Length.EqualTo(4_000));
        Assert.That(_validator.Validate(Valid with { Content = longest }).IsValid, Is.True);
        Assert.That(
            _validator.Validate(Valid with { Content = longest + "x" }).Errors.Single().ErrorMessage,
            Is.EqualTo("A message has at most 4,000 characters."));
    }

    [Test]
    public void An_emoji_counts_as_two_code_units()
    {
        var content = string.Concat(Enumerable.Repeat("😀", 2_000));

        Assert.That(_validator.Validate(Valid with { Content = content }).IsValid, Is.True);
        Assert.That(_validator.Validate(Valid with { Content = content + "x" }).IsValid, Is.False);
    }

    [Test]
    public void A_recipient_is_required()
    {
        var result = _validator.Validate(Valid with { RecipientId = null });

        Assert.That(
            result.Errors.Select(failure => failure.PropertyName),
            Is.EqualTo(new[] { nameof(SendMessage.RecipientId) }));
    }
}
