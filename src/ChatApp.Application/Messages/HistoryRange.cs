namespace ChatApp.Application.Messages;

/// <summary>A stretch of a conversation. A bound that is no message of the conversation leaves nothing in it.</summary>
/// <param name="Before">Only messages before this one; null: up to the newest.</param>
/// <param name="After">Only messages after this one; null: from the first.</param>
public sealed record HistoryRange(Guid? Before, Guid? After)
{
    /// <summary>
    /// Whether a page is cut from the old end of the range and not from the new one (contract, section 3).
    /// </summary>
    public bool BeginsWithOldest => After is not null && Before is null;

    /// <summary>The messages that bound it.</summary>
    public IEnumerable<Guid> Bounds => new[] { Before, After }.OfType<Guid>();
}
