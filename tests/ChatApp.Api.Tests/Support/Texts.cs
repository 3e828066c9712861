namespace ChatApp.Api.Tests;

/// <summary>Texts that a careless server might change, cut or fail on.</summary>
internal static class Texts
{
    public const int MaxContent = 4_000;

    public static IEnumerable<TestCaseData<string>> Kept()
    {
        yield return Named("One_character", "x");
        yield return Named("Emoji_joined_and_tinted", "👩‍👩‍👧‍👦 👍🏽 🏳️‍🌈");
        yield return Named("Composed", "caf\u00e9");
        yield return Named("Decomposed", "cafe\u0301");
        yield return Named("Right_to_left_with_marks", "\u202eשלום עולם\u202c مرحبا \u200f");
        yield return Named("Many_combining_marks", "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f");
        yield return Named("Spaces_around", "  \t two spaces and a tab, then a line \r\n\n ");
        yield return Named("Controls", "bell \u0007 escape \u001b delete \u007f next line \u0085");
        yield return Named("Noncharacters_and_byte_order_mark", "\ufeff\ufffe\uffff\U0010ffff");
        yield return Named("Replacement_character", "\ufffd");
        yield return Named(
            "Markup_and_quotes", "<script>alert('\"x\"')</script> &amp; \\ \\u0041 {0} %s ; DROP TABLE messages; --");
        yield return Named("Separators", "one\u2028two\u2029three");
        yield return Named("Longest", new string('x', MaxContent));
        yield return Named("Longest_in_three_byte_characters", new string('漢', MaxContent));
        yield return Named("Longest_in_astral_characters", string.Concat(Enumerable.Repeat("😀", MaxContent / 2)));
    }

    public static IEnumerable<TestCaseData<string>> Refused()
    {
        yield return Named("Empty", "");
        yield return Named("Space", " ");
        yield return Named("Tabs_and_lines", "\t\r\n");
        yield return Named("No_break_space", "\u00a0");
        yield return Named("Ideographic_space", "\u3000");
        yield return Named("Em_space_and_line_separator", "\u2003\u2028");
        yield return Named("One_too_long", new string('x', MaxContent + 1));
        yield return Named(
            "One_too_long_in_astral_characters", "x" + string.Concat(Enumerable.Repeat("😀", MaxContent / 2)));
        yield return Named("Null_character", "a\0b");
        yield return Named("Only_a_null_character", "\0");
    }

    /// <summary>JSON escapes, within the quotes, that are not valid Unicode text.</summary>
    public static IEnumerable<TestCaseData<string>> RefusedEscapes()
    {
        yield return Named("High_surrogate_alone", @"\ud800");
        yield return Named("Low_surrogate_alone", @"\udc00");
        yield return Named("High_surrogate_before_letter", @"\ud83dx");
        yield return Named("High_surrogate_at_end", @"text \ud83d");
        yield return Named("Surrogates_in_wrong_order", @"\ude00\ud83d");
        yield return Named("Null_character_escaped", @"a\u0000b");
    }

    private static TestCaseData<string> Named(string name, string text) =>
        new TestCaseData<string>(text).SetArgDisplayNames(name);
}
