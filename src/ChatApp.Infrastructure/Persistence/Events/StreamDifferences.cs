namespace ChatApp.Infrastructure.Persistence.Events;

/// <summary>How far a user's stream has grown.</summary>
internal readonly record struct StreamHead(Guid UserId, long Head);

/// <summary>A session that has ended.</summary>
internal readonly record struct EndedSession(Guid UserId, Guid SessionId);

/// <summary>What a node did not know.</summary>
/// <param name="Grown">Streams that have grown further.</param>
/// <param name="Ended">Sessions that have ended.</param>
internal sealed record StreamDifferences(IReadOnlyList<StreamHead> Grown, IReadOnlyList<EndedSession> Ended);
