using ChatApp.Application.Common;
using ChatApp.Application.Events;
using ChatApp.Domain.Conversations;
using ChatApp.Domain.Events;
using ChatApp.Domain.Messages;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Events;

/// <summary>Reads users' streams: one range of the primary key (user, number), with the messages joined.</summary>
/// <remarks>The query is compiled once: EF Core would otherwise build and hash its expression for each read.</remarks>
internal sealed class EventLog(IDbContextFactory<ChatDbContext> contexts, IStreamBoundsReader bounds, DatabaseState database) : IEventLog
{
    private readonly BatchedLookup<Guid, StreamBounds> _bounds = new(bounds.ReadAsync);

    private readonly Func<ChatDbContext, Guid, long, int, IAsyncEnumerable<Row>> _page = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, long after, int count) =>
            from row in context.Events.AsNoTracking().Where(row => row.UserId == userId && row.Number > after)
                .OrderBy(row => row.Number).Take(count)
            join message in context.Messages.AsNoTracking()
                on new { row.ConversationId, row.Seq } equals new { message.ConversationId, message.Seq }
            join sender in context.Users on message.SenderId equals sender.Id
            orderby row.Number
            select new Row(row.Number, row.Kind, row.ActorId, message, sender.Username));

    public int Epoch => database.Epoch;

    public Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken) => _bounds.FindAsync(userId, cancellationToken);

    public async Task<Page<LoggedEvent>> ReadAsync(Guid userId, long after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var events = new List<LoggedEvent>();
        await foreach (var row in _page(context, userId, after, limit + 1).WithCancellation(cancellationToken))
        {
            events.Add(new LoggedEvent(row.Number, EventOf(row, userId)));
        }

        return Page<LoggedEvent>.FromOneMore(events, limit);
    }

    private static StoredEvent EventOf(Row row, Guid userId)
    {
        StreamPosition[] positions = [new StreamPosition(userId, row.Number)];
        return row.Kind switch
        {
            EventKind.Message => new MessageSent(row.Message, row.SenderUsername, positions),
            EventKind.Read => new MessagesRead(
                row.Message.ConversationId,
                row.ActorId!.Value,
                row.ActorId == row.Message.SenderId ? row.Message.RecipientId : row.Message.SenderId,
                row.Message.Id,
                row.Message.Seq,
                positions),
            _ => throw new NotSupportedException($"The event kind {row.Kind} is not known to this version."),
        };
    }

    private sealed record Row(long Number, EventKind Kind, Guid? ActorId, Message Message, string SenderUsername);
}
