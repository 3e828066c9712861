using ChatApp.Application.Accounts;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>Ends sessions of a user, by the operator.</summary>
/// <param name="Name">The username, the email address or the id.</param>
/// <param name="SessionId">The session; null for all of them.</param>
public sealed record EndSessions(string Name, Guid? SessionId) : SensitiveRecord, IRequest<Result<EndedCount>>;

/// <summary>How many sessions have ended.</summary>
public sealed record EndedCount(int Count);

internal sealed class EndSessionsHandler(
    IAccountStore accounts, ISessionStore sessions, IPublisher publisher, ISecurityAudit audit, TimeProvider time)
    : IRequestHandler<EndSessions, Result<EndedCount>>
{
    private static readonly Error NotFound =
        new(ErrorKind.NotFound, ErrorCodes.SessionNotFound, "The user has no such session.");

    public async Task<Result<EndedCount>> Handle(EndSessions command, CancellationToken cancellationToken)
    {
        var user = await accounts.FindNamedAsync(command.Name, cancellationToken);
        if (!user.IsSuccess)
        {
            return user.Error;
        }

        var ended = command.SessionId is { } sessionId
            ? await EndAsync(user.Value, sessionId, cancellationToken)
            : await sessions.EndAllAsync(user.Value.Id, time.GetTimestampUtc(), cancellationToken);
        foreach (var id in ended?.SessionIds ?? [])
        {
            audit.SessionEndedByOperator(user.Value.Id, id);
            await publisher.Publish(new SessionEnded(user.Value.Id, id), CancellationToken.None);
        }

        ended?.ThrowIfUnconfirmed();
        return ended is null ? NotFound : new EndedCount(ended.SessionIds.Count);
    }

    /// <returns>Null if the user has no such session.</returns>
    private async Task<SessionEnds?> EndAsync(User user, Guid sessionId, CancellationToken cancellationToken)
    {
        var hasEnded = false;
        var session = await sessions.ChangeAsync(
            sessionId,
            session => hasEnded = session.UserId == user.Id && session.End(time.GetTimestampUtc()),
            cancellationToken);
        return session is null || session.UserId != user.Id ? null : new SessionEnds(hasEnded ? [sessionId] : []);
    }
}
