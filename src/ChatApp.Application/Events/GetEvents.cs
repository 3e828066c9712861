namespace ChatApp.Application.Events;

/// <summary>Reads the caller's stored events after a cursor, oldest first.</summary>
/// <param name="Since">The last cursor that the caller has received; null asks only for the current cursor.</param>
public sealed record GetEvents(Guid UserId, string? Since, int Limit) : IRequest<Result<EventPage>>;

/// <summary>A page of a user's stream.</summary>
/// <param name="Cursor">The cursor after these events; the client sends it to read the next page.</param>
/// <param name="Epoch">The epoch of all cursors of the page.</param>
public sealed record EventPage(IReadOnlyList<LoggedEvent> Events, string Cursor, bool HasMore, int Epoch);

internal sealed class GetEventsValidator : AbstractValidator<GetEvents>
{
    public GetEventsValidator() => RuleFor(query => query.Limit).IsPageLimit();
}

internal sealed class GetEventsHandler(IEventLog log, StreamCursors cursors)
    : IRequestHandler<GetEvents, Result<EventPage>>
{
    public async Task<Result<EventPage>> Handle(GetEvents query, CancellationToken cancellationToken)
    {
        // Before the reads: if it changes meanwhile, the cursors of this page expire too.
        var epoch = log.Epoch;
        if (query.Since is null)
        {
            var bounds = await log.GetBoundsAsync(query.UserId, cancellationToken);
            return new EventPage([], StreamCursors.Issue(query.UserId, bounds.Head, epoch), HasMore: false, epoch);
        }

        var since = cursors.Read(query.Since, query.UserId);
        if (!since.IsSuccess)
        {
            return since.Error;
        }

        var read = await log.ReadAsync(query.UserId, since.Value, query.Limit, cancellationToken);
        if (!read.IsSuccess)
        {
            return read.Error;
        }

        var page = read.Value;
        var last = page.Items.Count == 0 ? since.Value : page.Items[^1].Number;
        var known = page.Items.Where(logged => logged.Event is not null).ToList();
        return new EventPage(known, StreamCursors.Issue(query.UserId, last, epoch), page.HasMore, epoch);
    }
}
