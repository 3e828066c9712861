using ChatApp.Domain.Users;

namespace ChatApp.Domain.Tests.Users;

internal sealed class PasswordTests
{
    [TestCase(7, false)]
    [TestCase(8, true)]
    [TestCase(128, true)]
    [TestCase(129, false)]
    [TestCase(256, false)]
    [TestCase(257, false)]
    [TestCase(0, false)]
    public void A_password_has_8_to_128_characters(int length, bool isValid)
    {
        Assert.That(Password.HasValidLength(new string('x', length)), Is.EqualTo(isValid));
    }

    [TestCase(4, false)]
    [TestCase(7, false)]
    [TestCase(8, true)]
    [TestCase(128, true)]
    [TestCase(129, false)]
    public void An_emoji_counts_as_one_character(int length, bool isValid)
    {
        var password = string.Concat(Enumerable.Repeat("😀", length));

        Assert.That(Password.HasValidLength(password), Is.EqualTo(isValid));
    }

    [TestCase("password")]
    [TestCase("12345678")]
    [TestCase("christopher")]
    [TestCase("QwErTyUiOp")]
    [TestCase("1qaz2wsx")]
    [TestCase("z k.lovemom")]
    public void A_common_password_is_recognised_in_any_case(string password)
    {
        Assert.That(Password.IsCommon(password), Is.True);
    }

    [TestCase("correct horse")]
    [TestCase("password ")]
    [TestCase(
        "# The passwords that leaks show to be the most common, in lower case, those of eight characters and more, "
        + "in ordinal order.")]
    [TestCase("#")]
    [TestCase("")]
    public void A_password_outside_the_list_is_not_common(string password)
    {
        Assert.That(Password.IsCommon(password), Is.False);
    }

    [Test]
    public void White_space_counts_as_characters()
    {
        Assert.That(Password.HasValidLength("        "), Is.True);
    }
}
