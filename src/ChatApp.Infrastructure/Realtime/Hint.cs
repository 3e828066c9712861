namespace ChatApp.Infrastructure.Realtime;

/// <summary>A message to other nodes that says which user's state has changed.</summary>
/// <param name="UserId">The user whose state has changed.</param>
public abstract record Hint(Guid UserId);

/// <summary>A user's stream has grown.</summary>
/// <param name="UserId">The user of the stream.</param>
/// <param name="Head">Number of its newest event.</param>
public sealed record StreamGrown(Guid UserId, long Head) : Hint(UserId);

/// <summary>A session has ended.</summary>
/// <param name="UserId">The user of the session.</param>
/// <param name="SessionId">The id of the session.</param>
public sealed record SessionClosed(Guid UserId, Guid SessionId) : Hint(UserId);
