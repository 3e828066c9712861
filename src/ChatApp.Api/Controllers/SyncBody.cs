using System.Text.Json;

namespace ChatApp.Api.Controllers;

/// <summary>A page of the caller's events.</summary>
/// <param name="Events">The events, oldest first; each with its own cursor.</param>
/// <param name="Cursor">The cursor after these events; send it as since to get the next page.</param>
/// <param name="HasMore">Whether there are more events now.</param>
public sealed record SyncBody(IReadOnlyList<JsonElement> Events, string Cursor, bool HasMore);
