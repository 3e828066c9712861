namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>How far a user's stream has grown.</summary>
internal readonly record struct StreamHead(Guid UserId, long Head);
