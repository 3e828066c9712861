using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>One page of the caller's stored events.</summary>
/// <param name="Events">The events, oldest first.</param>
/// <param name="Cursor">The value of <c>since</c> for the next page.</param>
/// <param name="HasMore">Whether more events can be read now.</param>
public sealed record SyncPage(IReadOnlyList<ChatFrame> Events, string Cursor, bool HasMore)
{
    /// <summary>The message events of the page.</summary>
    public IEnumerable<ChatMessage> Messages =>
        Events.Where(frame => frame.Type == "message").Select(frame => frame.ToMessage());

    internal sealed record Wire(IReadOnlyList<JsonElement> Events, string Cursor, bool HasMore)
    {
        public SyncPage ToPage() => new([.. Events.Select(json => new ChatFrame(json))], Cursor, HasMore);
    }
}
