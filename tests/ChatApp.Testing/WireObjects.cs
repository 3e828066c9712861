using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>A message (contract, section 3).</summary>
public sealed record ChatMessage(
    Guid Id,
    Guid SenderId,
    string SenderUsername,
    Guid RecipientId,
    string Content,
    DateTimeOffset CreatedAt,
    long Seq,
    Guid? ClientMessageId);

/// <summary>A row of the conversation list (contract, section 3).</summary>
public sealed record ConversationSummary(
    Guid UserId,
    string Username,
    string DisplayName,
    string LastMessage,
    Guid LastMessageId,
    Guid LastSenderId,
    DateTimeOffset LastAt,
    long LastSeq,
    long UnreadCount,
    long LastReadSeq,
    long PeerLastReadSeq);

/// <summary>A stretch of events (contract, section 3).</summary>
public sealed record SyncPage(IReadOnlyList<JsonElement> Events, string Cursor, bool HasMore);

/// <summary>The caller's account (contract, section 2).</summary>
public sealed record Account(Guid Id, string Username, string Email, string DisplayName, bool IsActive, DateTimeOffset CreatedAt);

/// <summary>A user as others see it (contract, section 2).</summary>
public sealed record UserProfile(Guid Id, string Username, string DisplayName);

/// <summary>The tokens of a session (contract, section 2).</summary>
public sealed record TokenPair(string AccessToken, string TokenType, int ExpiresIn, string RefreshToken);

/// <summary>The body of an error answer (contract, section 1).</summary>
public sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Code,
    string TraceId,
    IReadOnlyDictionary<string, string[]>? Errors);
