namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>Reads users' streams: a range of the primary key (user, number), joined with messages and users.</summary>
/// <remarks>
/// Old events are deleted from the start of a stream, after its floor was raised. A page is one statement, so all of
/// its events are there if the first one is. If there are none, the bounds, which are read after them, tell why. A new
/// message that is gone although its event is kept counts as a deleted event: messages of a wrong clock go too early.
/// </remarks>
internal sealed class EventLog(IDbContextFactory<ChatDbContext> contexts, IPreparedReads reads, DatabaseState database)
    : IEventLog
{
    private readonly BatchedLookup<Guid, StreamBounds> _bounds = new(
        keys => reads.ReadBoundsAsync(keys, CancellationToken.None));

    private readonly Func<ChatDbContext, Guid, long, int, IAsyncEnumerable<ReadEventRow>> _page = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, long after, int count) =>
            from row in context.Events.AsNoTracking().Where(row => row.UserId == userId && row.Number > after)
                .OrderBy(row => row.Number).Take(count)
            join message in context.Messages.AsNoTracking()
                on new { row.ConversationId, row.Seq }
                equals new { ConversationId = (Guid?)message.ConversationId, Seq = (long?)message.Seq } into messages
            from message in messages.DefaultIfEmpty()
            join user in context.Users
                on (Guid?)message.SenderId ?? row.ActorId equals (Guid?)user.Id into users
            from user in users.DefaultIfEmpty()
            orderby row.Number
            select new ReadEventRow(row, message, user.Username, user.DisplayName));

    public int Epoch => database.Epoch;

    public Task<StreamBounds> GetBoundsAsync(Guid userId, CancellationToken cancellationToken) =>
        _bounds.FindAsync(userId, cancellationToken);

    public async Task<Result<Page<LoggedEvent>>> ReadAsync(
        Guid userId, long after, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var (events, misses) = (new List<LoggedEvent>(), false);
        await foreach (var row in _page(context, userId, after, limit + 1).WithCancellation(cancellationToken))
        {
            events.Add(new LoggedEvent(row.Row.Number, EventKinds.Restore(row)));
            misses |= EventKinds.IsOfMissingMessage(row);
        }

        var isWhole = events.Count > 0
            ? events[0].Number == after + 1 && !misses
            : (await GetBoundsAsync(userId, cancellationToken)).CanResumeAfter(after);
        return isWhole ? Page<LoggedEvent>.FromOneMore(events, limit) : StreamCursors.Expired;
    }
}
