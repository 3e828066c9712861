using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace ChatApp.SignalRPeer.Messages;

/// <summary>Public, since SignalR implements it in an assembly of its own.</summary>
public interface IChatClient
{
    Task Message(MessageAnswer message);
}

[Authorize]
internal sealed class ChatHub(MessageService messages) : Hub<IChatClient>
{
    public const string Path = "/hubs/chat";

    public async Task Send(Guid recipientId, string content, Guid? clientMessageId)
    {
        var sent = await messages.SendAsync(
            Context.User!, recipientId, content, clientMessageId, Context.ConnectionAborted);
        if (sent is null)
        {
            throw new HubException("There is no such recipient, or the content is empty or too long.");
        }
    }
}
