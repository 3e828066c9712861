using System.Text.Json;

namespace ChatApp.Api.Controllers;

/// <summary>A stretch of the caller's events.</summary>
/// <param name="Events">The events, oldest first; each with its own cursor.</param>
/// <param name="Cursor">To be given back to go on after these.</param>
/// <param name="HasMore">Whether there are more already.</param>
public sealed record SyncBody(IReadOnlyList<JsonElement> Events, string Cursor, bool HasMore);
