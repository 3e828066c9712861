using ChatApp.Domain.Messages;

namespace ChatApp.Domain.Tests.Messages;

internal sealed class EmojiTests
{
    [TestCase("😀")]
    [TestCase("❤️")]
    [TestCase("👍🏿", Description = "skin tone")]
    [TestCase("👩🏻‍❤️‍💋‍👩🏿", Description = "ZWJ sequence with two skin tones")]
    [TestCase("🇫🇷", Description = "flag")]
    [TestCase("🏴󠁧󠁢󠁳󠁣󠁴󠁿", Description = "tag sequence")]
    [TestCase("*️⃣", Description = "keycap")]
    public void An_emoji_is_one(string text) => Assert.That(Emoji.IsOne(text), Is.True);

    [TestCase("")]
    [TestCase("a")]
    [TestCase("7")]
    [TestCase("\n")]
    [TestCase("😀😀")]
    [TestCase("🇫")]
    [TestCase("🇽🇽", Description = "no region")]
    [TestCase("😀🏿", Description = "a skin tone that this emoji does not have")]
    [TestCase("\ud83d", Description = "half of a surrogate pair")]
    public void Other_text_is_not_one(string text) => Assert.That(Emoji.IsOne(text), Is.False);
}
