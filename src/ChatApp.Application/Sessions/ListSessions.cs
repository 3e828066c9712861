namespace ChatApp.Application.Sessions;

/// <summary>Lists the caller's open sessions, the most recent login first.</summary>
/// <param name="Before">Only sessions that were started before this one; null for the first page.</param>
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
                session.Id, session.CreatedAt, session.RotatedAt, session.UserAgent, session.Address,
                session.Id == query.CurrentSessionId))],
            page.HasMore);
    }
}

/// <summary>One of the caller's sessions.</summary>
/// <param name="Id">The <c>sid</c> of its access tokens.</param>
/// <param name="CreatedAt">When the user logged in.</param>
/// <param name="LastUsedAt">When it last received tokens, by login or refresh.</param>
/// <param name="UserAgent">The <c>User-Agent</c> of the program that received them; may be empty.</param>
/// <param name="Ip">The IP address of that program; null if there is none.</param>
/// <param name="Current">Whether it is the session of this call.</param>
public sealed record SessionDto(
    Guid Id, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, string UserAgent, string? Ip, bool Current);
