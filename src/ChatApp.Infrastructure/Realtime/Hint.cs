namespace ChatApp.Infrastructure.Realtime;

/// <summary>Tells another node where to look.</summary>
/// <param name="UserId">The user that it is about.</param>
public abstract record Hint(Guid UserId);

/// <summary>A user's stream has grown.</summary>
/// <param name="UserId">Whose stream.</param>
/// <param name="Head">Number of its newest event.</param>
public sealed record StreamGrown(Guid UserId, long Head) : Hint(UserId);

/// <summary>A session has ended.</summary>
/// <param name="UserId">Whose session it was.</param>
/// <param name="SessionId">Which session.</param>
public sealed record SessionClosed(Guid UserId, Guid SessionId) : Hint(UserId);
