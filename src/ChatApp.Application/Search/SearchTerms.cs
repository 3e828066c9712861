namespace ChatApp.Application.Search;

/// <summary>
/// The words that a message must contain, in any order. Of the last one the message may contain any word that starts
/// with it, since the user may still be writing.
/// </summary>
public sealed class SearchTerms
{
    /// <summary>Longest text of a query, in UTF-16 code units.</summary>
    public const int MaxLength = 256;

    // More tokens would cost the index more than they exclude; the comparison with the text decides.
    private const int MaxTokens = 8;

    private readonly List<SearchWord> _words;

    private SearchTerms(List<SearchWord> words)
    {
        _words = words;
        Tokens =
        [
            .. words.SelectMany((word, i) => TokensOf(word, isLast: i == words.Count - 1))
                .Distinct().OrderByDescending(token => token.Text.Length).Take(MaxTokens),
        ];
    }

    /// <summary>
    /// Tokens of <see cref="SearchText.TokensOf"/>, or their starts, that each matching message has. Other messages
    /// may have them too.
    /// </summary>
    public IReadOnlyList<SearchToken> Tokens { get; }

    /// <summary>Reads the words of a query; null if it has none.</summary>
    public static SearchTerms? Of(string query) =>
        SearchText.WordsOf(query) is { Count: > 0 } words ? new SearchTerms(words) : null;

    /// <summary>Whether a text contains all words.</summary>
    public bool Match(string text)
    {
        var found = SearchText.WordsOf(text);
        for (var i = 0; i < _words.Count; i++)
        {
            var (word, isLast) = (_words[i], i == _words.Count - 1);
            if (!found.Exists(other => Matches(word, other, isLast)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Matches(SearchWord word, SearchWord other, bool isLast) => word.Kind == other.Kind
        && (word.Kind == SearchWordKind.Run ? other.Text.Contains(word.Text, StringComparison.Ordinal)
            : isLast ? other.Text.StartsWith(word.Text, StringComparison.Ordinal)
            : other.Text == word.Text);

    private static IEnumerable<SearchToken> TokensOf(SearchWord word, bool isLast)
    {
        if (word.Kind == SearchWordKind.Run)
        {
            // The last pair is a character alone, which begins a pair wherever something follows it.
            var pairs = SearchText.PairsOf(word.Text).ToList();
            return pairs.Count == 1
                ? [new SearchToken(pairs[0], IsPrefix: true)]
                : pairs.SkipLast(1).Select(pair => new SearchToken(pair, IsPrefix: false));
        }

        var start = SearchText.StartOf(word.Text);
        return [new SearchToken(start, IsPrefix: isLast)];
    }
}

/// <summary>A token that the index must have, or the start of one.</summary>
public readonly record struct SearchToken(string Text, bool IsPrefix);
