namespace ChatApp.Application.Sessions;

/// <summary>Lists the caller's open sessions, the most recent login first.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="CurrentSessionId">The caller's session.</param>
/// <param name="Before">Only sessions that were started before this one; null for the first page.</param>
/// <param name="Limit">Largest number of sessions.</param>
public sealed record ListSessions(Guid UserId, Guid CurrentSessionId, Guid? Before, int Limit)
    : IRequest<Result<Page<SessionDto>>>;

internal sealed class ListSessionsValidator : AbstractValidator<ListSessions>
{
    public ListSessionsValidator() => RuleFor(query => query.Limit).IsPageLimit();
}

internal sealed class ListSessionsHandler(ISessionStore sessions, TimeProvider time)
    : IRequestHandler<ListSessions, Result<Page<SessionDto>>>
{
    public async Task<Result<Page<SessionDto>>> Handle(ListSessions query, CancellationToken cancellationToken)
    {
        var page = await sessions.ListOpenAsync(
            query.UserId, time.GetTimestampUtc(), query.Before, query.Limit, cancellationToken);
        return new Page<SessionDto>(
            [.. page.Items.Select(session => new SessionDto(
                session.Id,
                session.CreatedAt,
                session.RotatedAt,
                session.UserAgent,
                session.Address,
                session.Id == query.CurrentSessionId))],
            page.HasMore);
    }
}
