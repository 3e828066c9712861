using System.Collections.Frozen;

namespace ChatApp.Domain.Messages;

/// <summary>
/// The emoji of Unicode 17: the set RGI_Emoji of UTS #51, with skin tones, flags, keycaps and ZWJ sequences. It is read
/// from the file beside this one at the first reaction, and then kept in memory (about 0.4 MB).
/// </summary>
public static class Emoji
{
    private static readonly Lazy<FrozenSet<string>> Known = new(Read);

    /// <summary>Whether the text is one emoji, fully qualified: with each variation selector it needs.</summary>
    public static bool IsOne(string text) => Known.Value.Contains(text);

    private static FrozenSet<string> Read()
    {
        using var file = typeof(Emoji).Assembly.GetManifestResourceStream("emoji.txt")
            ?? throw new InvalidOperationException("The list of emoji is not in the assembly.");
        using var lines = new StreamReader(file);
        return lines.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
