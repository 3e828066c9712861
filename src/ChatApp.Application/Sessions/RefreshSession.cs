using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Exchanges a refresh token for new tokens.</summary>
/// <param name="RefreshToken">The token.</param>
/// <param name="RequestId">The client's id for this request, the same at each repeat; null: it gives none.</param>
/// <param name="Device">Who presents it.</param>
public sealed record RefreshSession(string? RefreshToken, Guid? RequestId, SessionDevice Device)
    : SensitiveRecord, IRequest<Result<SessionTokens>>;

internal sealed class RefreshSessionValidator : AbstractValidator<RefreshSession>
{
    public RefreshSessionValidator() =>
        RuleFor(command => command.RefreshToken).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed();
}

internal sealed class RefreshSessionHandler(
    ISessionStore sessions, ITokenIssuer tokens, IPublisher publisher, ISecurityAudit audit, TimeProvider time)
    : IRequestHandler<RefreshSession, Result<SessionTokens>>
{
    private static readonly Error Invalid = new(
        ErrorKind.Unauthorized,
        ErrorCodes.InvalidRefreshToken,
        "The refresh token is unknown or has expired; log in again.");

    private static readonly Error Reused = new(
        ErrorKind.Unauthorized,
        ErrorCodes.RefreshTokenReused,
        "The refresh token had been replaced. Its session has ended; log in again.");

    public async Task<Result<SessionTokens>> Handle(RefreshSession command, CancellationToken cancellationToken)
    {
        if (tokens.ReadRefreshToken(command.RefreshToken!) is not { } claims)
        {
            return Invalid;
        }

        var now = time.GetTimestampUtc();
        var outcome = RefreshOutcome.Expired;
        var wentOn = false;
        var session = await sessions.ChangeAsync(
            claims.SessionId,
            session =>
            {
                wentOn = session.EndedAt is null;
                outcome = session.Refresh(
                    claims.Generation, command.RequestId, now, tokens.SessionLifetime, command.Device);
            },
            cancellationToken);

        switch (outcome)
        {
            case RefreshOutcome.Rotated or RefreshOutcome.Repeated when session is not null:
                return tokens.Issue(session, now);
            case RefreshOutcome.Reused when session is not null && wentOn:
                audit.RefreshTokenReused(session.UserId, session.Id);

                // The session is over in the database; telling the sockets must not be cut short by the caller.
                await publisher.Publish(new SessionEnded(session.UserId, session.Id), CancellationToken.None);
                return Reused;
            case RefreshOutcome.Reused:
                // It was over before, and whoever had to hear of that has.
                return Reused;
            default:
                return Invalid;
        }
    }
}
