using ChatApp.Application.Messages;

namespace ChatApp.Api.Json;

internal sealed class MessageResult(int status, MessageDto message) : WireResult(status)
{
    protected override ValueTask WriteAsync(WireBody body)
    {
        MessageJson.Write(body.Json, message);
        return ValueTask.CompletedTask;
    }
}
