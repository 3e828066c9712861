using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ChatApp.Application.Search;

/// <summary>
/// Folds case, accents, widths and digits, so that a search finds a word in each of its spellings. The table beside
/// this file is made from Unicode data (docs/decisions/0025-search.md says how), so all nodes and both databases agree.
/// </summary>
internal static class Folding
{
    private static readonly Lazy<Table> Read = new(ReadTable);

    /// <summary>
    /// The folded text of a character beyond ASCII: empty for an accent alone, several characters for a ligature.
    /// </summary>
    public static string Of(Rune rune) =>
        Read.Value.Single.TryGetValue(rune.Value, out var folded) ? folded : rune.ToString();

    /// <summary>
    /// Joins a folded character with the mark after it, if both are one letter. Texts may spell such a letter as one
    /// character or as two.
    /// </summary>
    public static bool TryJoin(char folded, Rune mark, out char joined) =>
        Read.Value.Pairs.TryGetValue((folded, mark.Value), out joined);

    // A line is a code point, or two with a plus sign, in hexadecimal; then a space and the folded text.
    private static Table ReadTable()
    {
        using var file = typeof(Folding).Assembly.GetManifestResourceStream("folding.txt")
            ?? throw new InvalidOperationException("The folding table is not in the assembly.");
        using var reader = new StreamReader(file);
        var (single, pairs) = (new Dictionary<int, string>(), new Dictionary<(char, int), char>());
        while (reader.ReadLine() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (from, to) = (line[..space].Split('+'), line[(space + 1)..]);
            if (from is [var one])
            {
                single.Add(CodePoint(one), to);
            }
            else
            {
                pairs.Add(((char)CodePoint(from[0]), CodePoint(from[1])), to[0]);
            }
        }

        return new Table(single.ToFrozenDictionary(), pairs.ToFrozenDictionary());
    }

    private static int CodePoint(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private sealed record Table(
        FrozenDictionary<int, string> Single, FrozenDictionary<(char Folded, int Mark), char> Pairs);
}
