namespace ChatApp.Application.Sessions;

/// <summary>Checks, for an access token whose signature and times are good, that its session goes on.</summary>
/// <param name="UserId">The token's <c>sub</c>.</param>
/// <param name="SessionId">The token's <c>sid</c>.</param>
/// <param name="Generation">The refresh generation that the token was issued with.</param>
public sealed record AuthenticateSession(Guid UserId, Guid SessionId, int Generation) : IRequest<Result<Unit>>;

internal sealed class AuthenticateSessionHandler(ISessionStore sessions)
    : IRequestHandler<AuthenticateSession, Result<Unit>>
{
    private static readonly Error Ended =
        new(ErrorKind.Unauthorized, ErrorCodes.Unauthorized, "The session has ended; log in again.");

    public async Task<Result<Unit>> Handle(AuthenticateSession query, CancellationToken cancellationToken)
    {
        var state = await sessions.FindStateAsync(query.SessionId, cancellationToken);
        if (state is null || state.HasEnded || state.UserId != query.UserId)
        {
            return Ended;
        }

        // The first use of a new generation makes the refresh token before it spent. A generation that is ahead of
        // what we know means that what we know is old.
        var isFirstUse = query.Generation == state.Generation && !state.GenerationUsed;
        if (isFirstUse || query.Generation > state.Generation)
        {
            var session = await sessions.ChangeAsync(
                query.SessionId,
                session => session.ConfirmGeneration(query.Generation),
                cancellationToken);
            if (session is null || session.EndedAt is not null)
            {
                return Ended;
            }
        }

        return Unit.Value;
    }
}
