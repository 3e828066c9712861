using ChatApp.Application.Events;

namespace ChatApp.Api.Json;

/// <summary>Answers with a page of a user's events, each encoded as for a socket.</summary>
internal sealed class SyncResult(EventPage page, Guid userId, IEventEncoder encoder)
    : WireResult(StatusCodes.Status200OK)
{
    protected override async ValueTask WriteAsync(WireBody body)
    {
        body.Json.WriteStartObject();
        body.Json.WriteStartArray("events"u8);
        foreach (var logged in page.Events)
        {
            body.Json.WriteRawValue(encoder.Encode(logged, userId).Span, skipInputValidation: true);
            await body.PaceAsync();
        }

        body.Json.WriteEndArray();
        body.Json.WriteString("cursor"u8, page.Cursor);
        body.Json.WriteBoolean("has_more"u8, page.HasMore);
        body.Json.WriteEndObject();
    }
}
