using ChatApp.Domain.Users;

namespace ChatApp.Domain.Tests.Users;

internal sealed class EmailAddressTests
{
    private static readonly string LongDomain = string.Join('.', Enumerable.Repeat(new string('d', 60), 3)) + ".org";

    [TestCase("alice@example.com")]
    [TestCase("a@b.co")]
    [TestCase("Alice.B+tag@Mail.Example.COM")]
    [TestCase("o'hara@example.com")]
    [TestCase("alice@xn--bcher-kva.example")]
    [TestCase("alice@bücher.example")]
    [TestCase("1@2.example")]
    public void A_plain_address_is_accepted(string text)
    {
        Assert.That(EmailAddress.IsValid(text), Is.True);
    }

    [TestCase("")]
    [TestCase("alice")]
    [TestCase("alice@")]
    [TestCase("@example.com")]
    [TestCase("alice@localhost")]
    [TestCase("alice@example..com")]
    [TestCase("alice@.example.com")]
    [TestCase("alice@example.com.")]
    [TestCase("alice@-example.com")]
    [TestCase("alice@example-.com")]
    [TestCase("alice@exa_mple.com")]
    [TestCase("alice@[127.0.0.1]")]
    [TestCase("alice@bob@example.com")]
    [TestCase("Alice <alice@example.com>")]
    [TestCase("alice@example.com ")]
    [TestCase(" alice@example.com")]
    [TestCase("al ice@example.com")]
    [TestCase("alice@example.com\r\nBcc: bob@example.com")]
    [TestCase("alice\0@example.com")]
    public void Anything_else_is_refused(string text)
    {
        Assert.That(EmailAddress.IsValid(text), Is.False);
    }

    [Test]
    public void An_unpaired_surrogate_is_refused()
    {
        Assert.That(EmailAddress.IsValid("al\ud800ice@example.com"), Is.False);
    }

    [Test]
    public void A_local_part_has_at_most_64_characters()
    {
        Assert.That(EmailAddress.IsValid(new string('a', 64) + "@example.com"), Is.True);
        Assert.That(EmailAddress.IsValid(new string('a', 65) + "@example.com"), Is.False);
    }

    [Test]
    public void A_label_of_the_domain_has_at_most_63_characters()
    {
        Assert.That(EmailAddress.IsValid($"a@{new string('d', 63)}.com"), Is.True);
        Assert.That(EmailAddress.IsValid($"a@{new string('d', 64)}.com"), Is.False);
    }

    [Test]
    public void An_address_has_at_most_254_characters()
    {
        var longest = $"{new string('a', 64)}@{new string('e', 254 - 64 - 1 - LongDomain.Length - 1)}.{LongDomain}";

        Assert.That(longest, Has.Length.EqualTo(EmailAddress.MaxLength));
        Assert.That(EmailAddress.IsValid(longest), Is.True);
        Assert.That(EmailAddress.IsValid(longest.Replace("@", "@e", StringComparison.Ordinal)), Is.False);
    }

    [Test]
    public void Addresses_that_differ_in_case_have_one_key()
    {
        Assert.That(EmailAddress.KeyOf("Alice@Example.COM"), Is.EqualTo(EmailAddress.KeyOf("alice@example.com")));
    }
}
