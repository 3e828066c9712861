namespace ChatApp.Infrastructure.Persistence.Sessions;

/// <summary>A session that has ended.</summary>
internal sealed record EndedSession(Guid UserId, Guid SessionId);
