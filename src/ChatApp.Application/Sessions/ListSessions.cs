namespace ChatApp.Application.Sessions;

/// <summary>The caller's sessions that go on, the last one to log in first.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="CurrentSessionId">The caller's session.</param>
/// <param name="Before">Only sessions that were started before this one.</param>
/// <param name="Limit">Most sessions to give.</param>
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
