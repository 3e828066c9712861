namespace ChatApp.LoadTest.Soak;

/// <summary>Texts of common words, so that searches find some, without anything that JSON escapes.</summary>
internal sealed class SoakTexts(Random random)
{
    private const int MostWords = 30;

    private static readonly string[] Words =
    [
        "harbour", "island", "lamp", "warm", "ferry", "tomorrow", "seven", "maps", "over", "the", "and", "garden",
        "window", "letter", "train", "morning", "bread", "river", "north", "paper", "stone", "coffee", "winter", "road",
        "music", "green", "later", "market", "bridge", "cloud", "quiet", "answer",
    ];

    private long _count;

    public string Word() => Words[random.Next(Words.Length)];

    /// <summary>No two are the same, so that an edit always changes something.</summary>
    public string Next() =>
        $"{++_count} {string.Join(' ', Enumerable.Range(0, random.Next(1, MostWords)).Select(_ => Word()))}";
}
