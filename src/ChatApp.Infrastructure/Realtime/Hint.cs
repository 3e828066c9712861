namespace ChatApp.Infrastructure.Realtime;

/// <summary>A message to other nodes that says which user's state has changed.</summary>
public abstract record Hint(Guid UserId);

/// <summary>A user's stream has grown.</summary>
public sealed record StreamGrown(Guid UserId, long Head) : Hint(UserId);

/// <summary>A session has ended.</summary>
public sealed record SessionClosed(Guid UserId, Guid SessionId) : Hint(UserId);
