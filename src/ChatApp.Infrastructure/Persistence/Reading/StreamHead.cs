namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>The head of a user's stream: the number of its newest event.</summary>
internal readonly record struct StreamHead(Guid UserId, long Head);
