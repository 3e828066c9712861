using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Exchanges a refresh token for new tokens.</summary>
/// <param name="RequestId">The client's id for this request, equal in each repeat; null if it sent none.</param>
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
        ErrorKind.Unauthorized, ErrorCodes.InvalidRefreshToken,
        "The refresh token is unknown or has expired; log in again.");

    private static readonly Error Reused = new(
        ErrorKind.Unauthorized, ErrorCodes.RefreshTokenReused,
        "The refresh token was already replaced, so its session has ended; log in again.");

    public async Task<Result<SessionTokens>> Handle(RefreshSession command, CancellationToken cancellationToken)
    {
        if (tokens.ReadRefreshToken(command.RefreshToken!) is not { } claims)
        {
            return Invalid;
        }

        var now = time.GetTimestampUtc();
        var outcome = RefreshOutcome.Expired;
        var wasOpen = false;
        var session = await sessions.ChangeAsync(
            claims.SessionId,
            session =>
            {
                wasOpen = session.EndedAt is null;
                outcome = session.Refresh(
                    claims.Generation, command.RequestId, now, tokens.SessionLifetime, command.Device);
            },
            cancellationToken);

        switch (outcome)
        {
            case RefreshOutcome.Rotated or RefreshOutcome.Repeated when session is not null:
                return tokens.Issue(session, now);
            case RefreshOutcome.Reused when session is not null && wasOpen:
                audit.RefreshTokenReused(session.UserId, session.Id);

                // The session has ended in the database; a cancelled request must not prevent that its sockets are
                // closed.
                await publisher.Publish(new SessionEnded(session.UserId, session.Id), CancellationToken.None);
                return Reused;
            case RefreshOutcome.Reused:
                // The session had already ended, so this has already been published.
                return Reused;
            default:
                return Invalid;
        }
    }
}
