namespace ChatApp.Domain.Tests;

internal sealed class TextTests
{
    private const char High = '\ud83d';
    private const char Low = '\ude00';

    private static readonly string[] WellFormed =
    [
        "", "Hello!", "😀", "a😀b😀", "👩‍👩‍👧‍👦", "\u0001\u001f\u007f", "\ufffe\uffff", "e\u0301", "\U0010ffff",
        "\ud7ff\ue000",
    ];

    private static readonly string[] Broken =
    [
        "\0", "a\0", "😀\0😀", $"{High}", $"{Low}", $"a{High}", $"{High}a", $"{Low}{High}", $"😀{High}",
        $"{High}{High}{Low}", $"{High}{Low}{Low}",
    ];

    [TestCaseSource(nameof(WellFormed))]
    public void Every_scalar_value_except_NUL_is_well_formed(string text)
    {
        Assert.That(Text.IsWellFormed(text), Is.True);
    }

    // By index: the test report cannot hold a test name with an unpaired surrogate.
    [Test]
    public void NUL_and_unpaired_surrogates_are_not_well_formed([Range(0, 10)] int index)
    {
        Assert.That(Text.IsWellFormed(Broken[index]), Is.False);
    }

    [Test]
    public void A_long_text_is_checked_to_its_end()
    {
        var text = string.Concat(Enumerable.Repeat("😀", 2_000));

        Assert.That(Text.IsWellFormed(text), Is.True);
        Assert.That(Text.IsWellFormed(text + High), Is.False);
    }
}
