using MediatR;

namespace ChatApp.Domain.Sessions;

/// <summary>A session has ended: its tokens are invalid and its sockets must be closed.</summary>
/// <param name="UserId">The user of the session.</param>
/// <param name="SessionId">The session.</param>
public sealed record SessionEnded(Guid UserId, Guid SessionId) : INotification;
