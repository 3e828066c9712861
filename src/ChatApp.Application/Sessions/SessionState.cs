namespace ChatApp.Application.Sessions;

/// <summary>The state of a session that is needed to check an access token.</summary>
/// <param name="UserId">The user of the session.</param>
/// <param name="Generation">Number of the newest generation.</param>
/// <param name="GenerationUsed">Whether a token of that generation has been used.</param>
/// <param name="HasEnded">Whether the session has ended.</param>
public sealed record SessionState(Guid UserId, int Generation, bool GenerationUsed, bool HasEnded);
