using ChatApp.Application.Search;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>A part of a user's search index.</summary>
/// <param name="StreamId">The stream, as the index calls it.</param>
/// <param name="Slices">The slices of the stream to look at, the newest first.</param>
/// <param name="Tokens">What each found message has.</param>
/// <param name="Before">Only messages whose event has a lower number.</param>
/// <param name="Count">Largest number of messages.</param>
internal sealed record IndexRange(
    long StreamId, IReadOnlyList<long> Slices, IReadOnlyList<SearchToken> Tokens, long Before, int Count)
{
    /// <summary>A condition on the tokens for each slice, in the language of the database.</summary>
    /// <param name="quote">The quotation mark of the database.</param>
    /// <param name="start">What follows the start of a token.</param>
    /// <param name="and">The operator between two tokens.</param>
    public IEnumerable<string> Conditions(char quote, string start, string and) => Slices
        .Select(slice => SearchKeys.PrefixOf(StreamId, slice))
        .Select(prefix => string.Join(
            and, Tokens.Select(token => $"{quote}{prefix}{token.Text}{quote}{(token.IsPrefix ? start : "")}")));
}

/// <summary>A message in the order of a user's stream.</summary>
internal sealed record FoundMessage(long Number, MessageDto Message);

/// <summary>The names in the search index, which holds a copy of each message for each of its users.</summary>
/// <remarks>
/// A stream is cut into slices, and each token begins with its stream and slice. So a search reads only what the caller
/// may see, from the newest slice on, and stops when the page is full: neither a frequent word nor a short start of a
/// word costs more than some slices.
/// </remarks>
internal static class SearchKeys
{
    private const int SliceBits = 14;

    // SQLite's index has a single number for a message: a stream, and 2^36 events in it.
    private const int NumberBits = 36;
    private const long MaxNumber = (1L << NumberBits) - 1;

    public static long SliceOf(long number) => number >> SliceBits;

    public static string PrefixOf(long streamId, long slice) =>
        string.Create(CultureInfo.InvariantCulture, $"{streamId:x}.{slice:x}.");

    /// <summary>The token of all messages of a conversation. No word begins with a full stop.</summary>
    public static string TokenOf(Guid conversationId) => $".{conversationId.ToString("N")[^12..]}";

    public static long RowOf(long streamId, long number) => (streamId << NumberBits) | Math.Min(number, MaxNumber);

    public static long NumberOf(long row) => row & MaxNumber;
}
