using ChatApp.Application.Events;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Ends one of the caller's sessions: the current one or another one.</summary>
public sealed record EndSession(Guid UserId, Guid CurrentSessionId, Guid SessionId) : IRequest<Result<Unit>>;

internal sealed class EndSessionHandler(
    ISessionStore sessions, IPublisher publisher, ISecurityAudit audit, TimeProvider time)
    : IRequestHandler<EndSession, Result<Unit>>
{
    private static readonly Error NotFound =
        new(ErrorKind.NotFound, ErrorCodes.SessionNotFound, "You have no such session.");

    public async Task<Result<Unit>> Handle(EndSession command, CancellationToken cancellationToken)
    {
        var hasEnded = false;
        var session = await sessions.ChangeAsync(
            command.SessionId,
            session => hasEnded = session.UserId == command.UserId && session.End(time.GetTimestampUtc()),
            cancellationToken);
        if (session is null || session.UserId != command.UserId)
        {
            return NotFound;
        }

        if (!hasEnded)
        {
            // Another call ended it first and has published that.
            return Unit.Value;
        }

        if (command.SessionId == command.CurrentSessionId)
        {
            audit.LoggedOut(command.UserId, command.SessionId);
        }
        else
        {
            audit.SessionRevoked(command.UserId, command.SessionId, command.CurrentSessionId);
        }

        // The session has ended in the database; a cancelled request must not prevent that its sockets are closed.
        await publisher.Publish(new SessionEnded(command.UserId, command.SessionId), CancellationToken.None);
        return Unit.Value;
    }
}

/// <summary>Closes the sockets of a session that has ended.</summary>
internal sealed class CloseSockets(IRealtimePublisher publisher) : INotificationHandler<SessionEnded>
{
    public Task Handle(SessionEnded notification, CancellationToken cancellationToken) =>
        publisher.EndSessionAsync(notification.UserId, notification.SessionId, cancellationToken);
}
