using System.Globalization;
using System.Text;

namespace ChatApp.Application.Search;

/// <summary>
/// Splits texts into words. Both databases store only what this class makes, so both give the same answers.
/// </summary>
public static class SearchText
{
    // Longer words are indexed by their start; the comparison with the text then decides.
    private const int MaxTokenLength = 32;

    /// <summary>The words of a text in their order, folded.</summary>
    internal static List<SearchWord> WordsOf(ReadOnlySpan<char> text)
    {
        var splitter = new Splitter();
        while (!text.IsEmpty)
        {
            _ = Rune.DecodeFromUtf16(text, out var rune, out var length);
            if (IsSymbol(rune))
            {
                length = StringInfo.GetNextTextElementLength(text);
                splitter.AddEmoji(text[..length]);
            }
            else
            {
                splitter.Add(rune);
            }

            text = text[length..];
        }

        return splitter.Complete();
    }

    /// <summary>What the index stores about a text, each token once.</summary>
    public static IReadOnlySet<string> TokensOf(string text)
    {
        var tokens = new HashSet<string>();
        foreach (var word in WordsOf(text))
        {
            if (word.Kind == SearchWordKind.Run)
            {
                tokens.UnionWith(PairsOf(word.Text));
            }
            else
            {
                tokens.Add(StartOf(word.Text));
            }
        }

        return tokens;
    }

    /// <summary>Each character of a run with the one after it; the last one alone.</summary>
    internal static IEnumerable<string> PairsOf(string run)
    {
        for (var start = 0; start < run.Length;)
        {
            var second = start + LengthAt(run, start);
            var end = second < run.Length ? second + LengthAt(run, second) : second;
            yield return run[start..end];
            start = second;
        }
    }

    /// <summary>The part of a word that the index stores.</summary>
    internal static string StartOf(string word)
    {
        var length = Math.Min(word.Length, MaxTokenLength);
        return word[..(char.IsHighSurrogate(word[length - 1]) ? length - 1 : length)];
    }

    private static int LengthAt(string text, int index) => char.IsHighSurrogate(text[index]) ? 2 : 1;

    // Emoji, with their skin tones, and other pictures. Punctuation and mathematical signs are not words.
    private static bool IsSymbol(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.OtherSymbol
        || (rune.Value >= 0x1F000 && Rune.GetUnicodeCategory(rune) is UnicodeCategory.ModifierSymbol);

    private sealed class Splitter
    {
        private readonly List<SearchWord> _words = [];
        private readonly StringBuilder _current = new();
        private SearchWordKind _kind;

        public void AddEmoji(ReadOnlySpan<char> emoji)
        {
            End();

            // The variation selector only chooses between colour and black.
            _words.Add(new SearchWord(
                emoji.ToString().Replace("\uFE0F", "", StringComparison.Ordinal), SearchWordKind.Emoji));
        }

        public void Add(Rune rune)
        {
            if (rune.IsAscii)
            {
                AddFolded(Rune.ToLowerInvariant(rune));
                return;
            }

            if (TryJoin(rune))
            {
                return;
            }

            foreach (var folded in Folding.Of(rune).EnumerateRunes())
            {
                AddFolded(folded);
            }
        }

        public List<SearchWord> Complete()
        {
            End();
            return _words;
        }

        private void AddFolded(Rune rune)
        {
            if (Rune.IsLetterOrDigit(rune) || Rune.IsNumber(rune))
            {
                var kind = UnspacedScripts.Contains(rune) ? SearchWordKind.Run : SearchWordKind.Word;
                if (kind != _kind)
                {
                    End();
                    _kind = kind;
                }

                _current.Append(rune);
            }
            else if (!IsMark(rune))
            {
                End();
            }
            else if (_current.Length > 0 && !TryJoin(rune))
            {
                _current.Append(rune);
            }
        }

        private bool TryJoin(Rune rune)
        {
            if (_current.Length == 0 || !IsMark(rune) || !Folding.TryJoin(_current[^1], rune, out var joined))
            {
                return false;
            }

            _current[^1] = joined;
            return true;
        }

        private void End()
        {
            if (_current.Length > 0)
            {
                _words.Add(new SearchWord(_current.ToString(), _kind));
                _current.Clear();
            }
        }

        private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
            is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;
    }
}

/// <summary>A word of a text.</summary>
internal readonly record struct SearchWord(string Text, SearchWordKind Kind);

/// <summary>How words are compared.</summary>
internal enum SearchWordKind
{
    /// <summary>Letters and digits between spaces or punctuation.</summary>
    Word,

    /// <summary>Characters of a script without spaces, which may be several words: found by each part of it.</summary>
    Run,

    /// <summary>One emoji, which may have several code points.</summary>
    Emoji,
}

/// <summary>Scripts that write words without spaces, or with particles joined to them (Korean).</summary>
internal static class UnspacedScripts
{
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x0E00, 0x0EFF), // Thai, Lao
        (0x1000, 0x109F), // Burmese
        (0x1100, 0x11FF), // Korean letters
        (0x1780, 0x17FF), // Khmer
        (0x2E80, 0x2FDF), // parts of Chinese characters
        (0x3005, 0x3007), // repetition of a character, zero
        (0x3040, 0x31FF), // Japanese syllables, Chinese and Korean letters
        (0x3400, 0x4DBF), // rare Chinese characters
        (0x4E00, 0x9FFF), // Chinese characters
        (0xA960, 0xA97F), // old Korean letters
        (0xAA60, 0xAA7F), // Burmese
        (0xAC00, 0xD7FF), // Korean syllables
        (0xF900, 0xFAFF), // more Chinese characters
        (0x20000, 0x3FFFF), // rarer Chinese characters
    ];

    public static bool Contains(Rune rune) => rune.Value >= Blocks[0].First
        && Array.Exists(Blocks, block => rune.Value >= block.First && rune.Value <= block.Last);
}
