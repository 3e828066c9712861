using ChatApp.Application.Common;
using ChatApp.Domain.Sessions;
using MediatR;

namespace ChatApp.Application.Sessions;

/// <summary>Ends the caller's session.</summary>
public sealed record LogOut(Guid UserId, Guid SessionId) : IRequest<Result<Unit>>;

internal sealed class LogOutHandler(ISessionStore sessions, IPublisher publisher, ISecurityAudit audit, TimeProvider time)
    : IRequestHandler<LogOut, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(LogOut command, CancellationToken cancellationToken)
    {
        await sessions.ChangeAsync(command.SessionId, session => session.End(time.GetTimestampUtc()), cancellationToken);
        audit.LoggedOut(command.UserId, command.SessionId);

        // The session is over in the database; telling the sockets must not be cut short by the caller.
        await publisher.Publish(new SessionEnded(command.UserId, command.SessionId), CancellationToken.None);
        return Unit.Value;
    }
}
