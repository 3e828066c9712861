namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>A session that has ended.</summary>
internal sealed record EndedSession(Guid UserId, Guid SessionId);
