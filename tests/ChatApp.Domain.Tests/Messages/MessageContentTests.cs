using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Tests.Messages;

internal sealed class MessageContentTests
{
    [TestCase("")]
    [TestCase(" ")]
    [TestCase("\t\r\n")]
    [TestCase("\u00a0\u2003\u3000")]
    public void White_space_is_blank(string content)
    {
        Assert.That(MessageContent.IsBlank(content), Is.True);
    }

    [TestCase(" . ")]
    [TestCase("😀")]
    [TestCase("\u200b", Description = "a zero-width space is a format character, not white space")]
    public void A_text_with_other_characters_is_not_blank(string content)
    {
        Assert.That(MessageContent.IsBlank(content), Is.False);
    }
}
