using System.Buffers;
using System.Text;
using ChatApp.Application.Search;

namespace ChatApp.Application.Tests.Search;

internal sealed class SearchTextTests
{
    private static readonly SearchValues<char> Separators = SearchValues.Create(" '\"\\*:&|!().");

    [TestCase("Hello, World!", "hello world")]
    [TestCase("don't e-mail snake_case", "don t e mail snake case")]
    [TestCase("ÉCOLE e\u0301cole Ørsted ĲSSEL İstanbul ısı", "ecole ecole orsted ijssel istanbul isi")]
    [TestCase("ẞ ß ﬁ Ⅷ ½", "ss ss fi viii 1 2")]
    [TestCase("ΣΊΣΥΦΟΣ Σίσυφος", "σισυφοσ σισυφοσ")]
    [TestCase("Ёлка МОЙ мо\u0438\u0306 Київ", "елка мой мой київ")]
    [TestCase("مُحَمَّد أإآا ى ـ", "محمد اااا ي")]
    [TestCase("क\u093C क़ ग\u200Dर", "क़ क़ गर")]
    [TestCase("ｶﾞ か\u3099 Ｆｕｌｌ", "ガ が full")]
    [TestCase("٤٢ ४२ ４２", "42 42 42")]
    [TestCase("🎉🎂x👍🏽❤️", "🎉 🎂 x 👍🏽 ❤")]
    [TestCase("iPhone15手机", "iphone15 手机")]
    [TestCase(".,!? +=<> —", "")]
    public void Words_are_split_and_folded(string text, string expected)
    {
        var words = SearchText.WordsOf(text).Select(word => word.Text);
        Assert.That(string.Join(' ', words), Is.EqualTo(expected));
    }

    [Test]
    public void A_folded_text_stays_as_it_is()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.TryCreate(value, out var rune))
            {
                var once = string.Concat(SearchText.WordsOf(rune.ToString()).Select(word => word.Text));
                var twice = string.Concat(SearchText.WordsOf(once).Select(word => word.Text));
                Assert.That(twice, Is.EqualTo(once), $"U+{value:X4}");
            }
        }
    }

    [Test]
    public void Each_word_is_indexed_once_and_long_ones_by_their_start()
    {
        Assert.That(
            SearchText.TokensOf($"go Go {new string('x', 40)} 東京都"),
            Is.EquivalentTo(new[] { "go", new string('x', 32), "東京", "京都", "都" }));
    }

    [Test]
    public void No_token_contains_what_separates_tokens_or_ends_a_quotation()
    {
        for (var value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.TryCreate(value, out var rune))
            {
                foreach (var token in SearchText.TokensOf($"a{rune}b {rune}"))
                {
                    Assert.That(token.AsSpan().ContainsAny(Separators), Is.False, $"U+{value:X4}");
                    Assert.That(token, Is.Not.Empty);
                }
            }
        }
    }

    [Test]
    public void A_long_word_is_compared_as_a_whole()
    {
        var word = new string('x', 40);
        Assert.That(SearchTerms.Of($"{word}y")!.Match(word), Is.False);
        Assert.That(SearchTerms.Of(word)!.Match($"{word}y"), Is.True);
        Assert.That(SearchTerms.Of($"{word} b")!.Match($"{word}y b"), Is.False);
    }

    [Test]
    public void A_match_has_all_tokens_of_the_query()
    {
        foreach (var (query, text) in new[]
        {
            ("old harb", "the old harbour"), ("東京", "新東京駅"), ("駅", "新東京駅"), ("👍", "👍🏽"),
            (new string('x', 40), new string('x', 50)), ("一二三四五六七八九十", "〇一二三四五六七八九十"),
        })
        {
            var (terms, tokens) = (SearchTerms.Of(query)!, SearchText.TokensOf(text));
            Assert.That(terms.Match(text), Is.True, query);
            Assert.That(
                terms.Tokens.All(token => token.IsPrefix
                    ? tokens.Any(other => other.StartsWith(token.Text, StringComparison.Ordinal))
                    : tokens.Contains(token.Text)),
                Is.True,
                query);
        }
    }
}
