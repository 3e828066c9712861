using MediatR;

namespace ChatApp.Domain.Sessions;

/// <summary>A session has ended: its tokens are void and its sockets are to be closed.</summary>
/// <param name="UserId">Whose session it was.</param>
/// <param name="SessionId">Which session.</param>
public sealed record SessionEnded(Guid UserId, Guid SessionId) : INotification;
