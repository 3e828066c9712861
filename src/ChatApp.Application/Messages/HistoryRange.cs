namespace ChatApp.Application.Messages;

/// <summary>
/// A range of messages in a conversation. It is empty if a bound is not a message of the conversation.
/// </summary>
/// <param name="Before">Only messages before this one; null for no upper bound.</param>
/// <param name="After">Only messages after this one; null for no lower bound.</param>
/// <param name="Around">The message in the middle of the page, instead of the other bounds; null for none.</param>
public sealed record HistoryRange(Guid? Before, Guid? After, Guid? Around = null)
{
    /// <summary>Whether a page has the oldest messages of the range and not the newest (contract, section 3).</summary>
    public bool BeginsWithOldest => After is not null && Before is null;

    /// <summary>The bounds that are set.</summary>
    public IEnumerable<Guid> Bounds => new[] { Before, After, Around }.OfType<Guid>();
}
