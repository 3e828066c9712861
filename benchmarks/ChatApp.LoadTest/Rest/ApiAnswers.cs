using System.Text.Json;

namespace ChatApp.LoadTest.Rest;

/// <summary>The parts of the server's answers that a load test needs.</summary>
internal sealed record UserAnswer(Guid Id, string Username);

internal sealed record LoginAnswer(string AccessToken, int ExpiresIn, string RefreshToken);

internal sealed record MessageAnswer(JsonElement Id, long Seq, string? ClientMessageId);

internal sealed record ConversationAnswer(Guid UserId);

internal sealed record SyncAnswer(string Cursor, bool HasMore);

internal sealed record ProblemAnswer(string? Code, string? Detail);
