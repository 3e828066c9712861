namespace ChatApp.Infrastructure.Persistence.Retention;

/// <summary>
/// How old the events of a stream are. An event has no time, but the event of a new message has that of its message,
/// and the events before it are older, unless a clock was wrong. So the events up to the newest such event of some age
/// are at least as old.
/// </summary>
/// <param name="UserId">The user of the stream.</param>
/// <param name="Floor">The number up to which events are not kept.</param>
/// <param name="Indexed">The number up to which the search index has taken them in.</param>
/// <param name="Oldest">Number of the oldest event that is there, also below the floor; 0 if there is none.</param>
/// <param name="OldestSent">Number of the oldest kept event of a new message; 0 if there is none.</param>
/// <param name="OldestSentAt">The time of its message; null if there is no such message any more.</param>
internal sealed record StreamAge(
    Guid UserId, long Floor, long Indexed, long Oldest, long OldestSent, DateTimeOffset? OldestSentAt)
{
    /// <summary>How many events one statement looks at, or deletes.</summary>
    public const int BatchSize = 500;

    private static readonly short Sent = new MessageSentKind().Number;

    /// <summary>Whether events below the floor are there, because the floor was raised and the run ended.</summary>
    public bool HasRest => Oldest > 0 && Oldest <= Floor;

    /// <summary>Whether events that are kept are older than this.</summary>
    public bool IsOlderThan(DateTimeOffset time) => OldestSent > 0 && (OldestSentAt is null || OldestSentAt < time);

    /// <summary>
    /// Whether the floor can be raised over events that are older than this. What the search index has not taken in yet
    /// stays.
    /// </summary>
    public bool CanRaiseOver(DateTimeOffset time) => IsOlderThan(time) && OldestSent <= Indexed;

    /// <summary>Asks for the ages of streams.</summary>
    public static IQueryable<StreamAge> Of(ChatDbContext context, IQueryable<StreamCounter> streams) => streams
        .Select(stream => new StreamAge(
            stream.UserId,
            stream.Floor,
            context.Set<SearchStreamRow>().Where(row => row.UserId == stream.UserId)
                .Select(row => row.Indexed).FirstOrDefault(),
            context.Events.Where(row => row.UserId == stream.UserId)
                .OrderBy(row => row.Number)
                .Select(row => row.Number).FirstOrDefault(),
            context.Events.Where(row => row.UserId == stream.UserId && row.Number > stream.Floor && row.Kind == Sent)
                .OrderBy(row => row.Number)
                .Select(row => row.Number).FirstOrDefault(),
            context.Events.Where(row => row.UserId == stream.UserId && row.Number > stream.Floor && row.Kind == Sent)
                .OrderBy(row => row.Number)
                .Select(row => context.Messages
                    .Where(message => message.ConversationId == row.ConversationId && message.Seq == row.Seq)
                    .Select(message => (DateTimeOffset?)message.CreatedAt).FirstOrDefault())
                .FirstOrDefault()));

    /// <summary>The number up to which the next events of the stream are older than a time.</summary>
    public async Task<long> FindOlderAsync(
        ChatDbContext context, DateTimeOffset time, CancellationToken cancellationToken)
    {
        var last = Math.Min(OldestSent + BatchSize - 1, Indexed);
        return await context.Events
            .Where(row => row.UserId == UserId && row.Number >= OldestSent && row.Number <= last && row.Kind == Sent
                && !context.Messages.Any(message => message.ConversationId == row.ConversationId
                    && message.Seq == row.Seq && message.CreatedAt >= time))
            .MaxAsync(row => (long?)row.Number, cancellationToken) ?? 0;
    }
}
