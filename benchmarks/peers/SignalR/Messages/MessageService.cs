using System.Security.Claims;
using ChatApp.SignalRPeer.Accounts;
using ChatApp.SignalRPeer.Storage;
using Microsoft.AspNetCore.SignalR;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ChatApp.SignalRPeer.Messages;

internal sealed class MessageService(ChatDbContext db, IHubContext<ChatHub, IChatClient> hub)
{
    /// <summary>Stores the message, then pushes it to all devices of both users. Null when it cannot be sent.</summary>
    public async Task<MessageAnswer?> SendAsync(
        ClaimsPrincipal sender, Guid recipientId, string content, Guid? clientMessageId, CancellationToken stop)
    {
        if (string.IsNullOrWhiteSpace(content) || content.Length > Message.LongestContent)
        {
            return null;
        }

        var senderId = sender.UserId();
        var message = Message.Create(senderId, recipientId, content, clientMessageId);
        db.Messages.Add(message);
        try
        {
            await db.SaveChangesAsync(stop);
        }
        catch (DbUpdateException e) when (
            e.InnerException is PostgresException { SqlState: PostgresErrorCodes.ForeignKeyViolation })
        {
            return null;
        }

        var answer = new MessageAnswer(
            message.Id, senderId, sender.Identity!.Name!, recipientId, content, message.CreatedAt, message.Id,
            clientMessageId);
        await hub.Clients.Users(recipientId.ToString(), senderId.ToString()).Message(answer);
        return answer;
    }

    public Task<List<MessageAnswer>> HistoryAsync(
        Guid caller, Guid peer, int limit, long? before, CancellationToken stop)
    {
        var (first, second) = caller.CompareTo(peer) < 0 ? (caller, peer) : (peer, caller);
        var conversation = db.Messages.AsNoTracking().Where(m => m.FirstUserId == first && m.SecondUserId == second);
        if (before is not null)
        {
            conversation = conversation.Where(m => m.Id < before);
        }

        return conversation.OrderByDescending(m => m.Id).Take(limit).Select(m => new MessageAnswer(
            m.Id,
            m.FromFirst ? first : second,
            m.FromFirst ? m.FirstUser!.Username : m.SecondUser!.Username,
            m.FromFirst ? second : first,
            m.Content,
            m.CreatedAt,
            m.Id,
            m.ClientMessageId)).ToListAsync(stop);
    }
}
