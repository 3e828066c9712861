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
    [TestCase("परीक्षा@उदाहरण.भारत", Description = "Hindi")]
    [TestCase("சோதனை@எடுத்துக்காட்டு.இந்தியா", Description = "Tamil")]
    [TestCase("ทดสอบ@ตัวอย่าง.ไทย", Description = "Thai")]
    [TestCase("পরীক্ষা@উদাহরণ.বাংলা", Description = "Bengali")]
    [TestCase("x@ශ්‍රී.example", Description = "Sinhala, with a zero-width joiner")]
    [TestCase("x@نامه‌ای.example", Description = "Persian, with a zero-width non-joiner")]
    [TestCase("x@މިސާލު.example", Description = "Dhivehi, which IDNA 2003 refused")]
    [TestCase("x@שָׁלוֹם.example", Description = "Hebrew with points")]
    [TestCase("x@مثال1.example")]
    [TestCase("x@བོད་ཡིག.example", Description = "Tibetan, with a mark between syllables")]
    [TestCase("x@col·legi.example", Description = "Catalan")]
    [TestCase("x@例え・名.example")]
    [TestCase("x@bu\u0308cher.example", Description = "a decomposed letter")]
    [TestCase("x@𠮷野家.example", Description = "outside the Basic Multilingual Plane")]
    [TestCase("x@😀.example")]
    [TestCase("e\u0301tienne@example.com")]
    public void A_valid_address_is_accepted(string text)
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
    [TestCase("alice@\u0300b.example", Description = "a combining mark without a base letter")]
    [TestCase("alice@\u0301\u0302.example")]
    [TestCase("alice@a\u2024b.example", Description = "a character that only looks like a dot")]
    [TestCase("alice@例え。テスト")]
    [TestCase("alice@a\u202eb.example", Description = "a direction mark")]
    [TestCase("alice@a\ufeffb.example")]
    [TestCase("alice@a\u2044b.example")]
    [TestCase("alice@a€b.example")]
    public void An_invalid_address_is_refused(string text)
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
    public void A_label_in_another_script_has_at_most_63_characters_in_ASCII_form()
    {
        Assert.That(EmailAddress.IsValid($"a@{new string('ü', 40)}.com"), Is.True);
        Assert.That(EmailAddress.IsValid($"a@{new string('ü', 63)}.com"), Is.False);
    }

    [TestCase("ש", 57)]
    [TestCase("م", 57)]
    [TestCase("މި", 27, Description = "Dhivehi, which IDNA 2003 refused")]
    public void A_right_to_left_label_has_the_same_limit(string letters, int fitting)
    {
        Assert.That(EmailAddress.IsValid($"a@{string.Concat(Enumerable.Repeat(letters, fitting))}.com"), Is.True);
        Assert.That(EmailAddress.IsValid($"a@{string.Concat(Enumerable.Repeat(letters, fitting + 1))}.com"), Is.False);
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
    public void Addresses_that_differ_only_in_case_have_the_same_key()
    {
        Assert.That(EmailAddress.KeyOf("Alice@Example.COM"), Is.EqualTo(EmailAddress.KeyOf("alice@example.com")));
    }
}
