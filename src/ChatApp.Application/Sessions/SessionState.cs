namespace ChatApp.Application.Sessions;

/// <summary>What the check of an access token needs to know of its session.</summary>
/// <param name="UserId">Whose session it is.</param>
/// <param name="Generation">Number of the newest generation.</param>
/// <param name="GenerationUsed">Whether a token of that generation has been used.</param>
/// <param name="HasEnded">Whether the session is over.</param>
public sealed record SessionState(Guid UserId, int Generation, bool GenerationUsed, bool HasEnded);
