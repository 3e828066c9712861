using ChatApp.Application.Messages;

namespace ChatApp.Api.Json;

internal sealed class MessagesResult(IReadOnlyList<MessageDto> messages) : WireResult(StatusCodes.Status200OK)
{
    protected override async ValueTask WriteAsync(WireBody body)
    {
        body.Json.WriteStartArray();
        foreach (var message in messages)
        {
            MessageJson.Write(body.Json, message);
            await body.PaceAsync();
        }

        body.Json.WriteEndArray();
    }
}
