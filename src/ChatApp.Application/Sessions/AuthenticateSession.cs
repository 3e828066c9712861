namespace ChatApp.Application.Sessions;

/// <summary>Checks that the session of an access token is open. The token itself has been checked.</summary>
public sealed record AuthenticateSession(Guid UserId, Guid SessionId, int Generation) : IRequest<Result<Unit>>;

internal sealed class AuthenticateSessionHandler(ISessionStore sessions)
    : IRequestHandler<AuthenticateSession, Result<Unit>>
{
    internal static readonly Error Ended =
        new(ErrorKind.Unauthorized, ErrorCodes.Unauthorized, "The session has ended; log in again.");

    public async Task<Result<Unit>> Handle(AuthenticateSession query, CancellationToken cancellationToken)
    {
        var state = await sessions.FindStateAsync(query.SessionId, cancellationToken);
        if (state is null || state.HasEnded || state.UserId != query.UserId)
        {
            return Ended;
        }

        // The first use of a new generation invalidates the previous refresh token. A higher generation than the known
        // one means that the known state is out of date.
        var isFirstUse = query.Generation == state.Generation && !state.GenerationUsed;
        if (isFirstUse || query.Generation > state.Generation)
        {
            var session = await sessions.ChangeAsync(
                query.SessionId, session => session.ConfirmGeneration(query.Generation), cancellationToken);
            if (session is not { EndedAt: null })
            {
                return Ended;
            }
        }

        return Unit.Value;
    }
}
