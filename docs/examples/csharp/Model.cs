using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

// The objects of the contract; members of later versions are left out.
internal sealed record Account(
    Guid Id, string Username, string Email, string DisplayName, bool IsActive, DateTimeOffset CreatedAt);

/// <summary>Lists of users have no presence.</summary>
internal sealed record User(
    Guid Id, string Username, string DisplayName, bool Online = false, DateTimeOffset? LastSeenAt = null);

internal sealed record Reaction(string Emoji, IReadOnlyList<Guid> UserIds);

internal sealed record Message(
    Guid Id,
    Guid ConversationId,
    long Seq,
    Guid SenderId,
    string SenderUsername,
    Guid RecipientId,
    string Content,
    DateTimeOffset CreatedAt,
    Guid? ClientMessageId,
    Guid? ReplyToId,
    DateTimeOffset? EditedAt,
    DateTimeOffset? DeletedAt,
    IReadOnlyList<Reaction> Reactions,
    JsonObject? Data);

/// <summary>A message to send. The id makes it safe to send it again: it is stored once.</summary>
internal sealed record NewMessage(
    Guid RecipientId, string Content, Guid? ReplyToId = null, JsonObject? Data = null)
{
    public Guid ClientMessageId { get; init; } = Guid.CreateVersion7();
}

internal sealed record Conversation(
    Guid ConversationId,
    Guid UserId,
    string Username,
    string DisplayName,
    bool Online,
    DateTimeOffset? LastSeenAt,
    string LastMessage,
    Guid LastMessageId,
    Guid LastSenderId,
    DateTimeOffset LastAt,
    long LastSeq,
    long UnreadCount,
    long LastReadSeq,
    long PeerLastReadSeq,
    long PeerLastDeliveredSeq,
    bool Archived,
    bool Muted,
    bool Pinned);

internal sealed record UnreadTotal(long Messages, long Conversations);

internal sealed record SyncPage(IReadOnlyList<ChatEvent> Events, string Cursor, bool HasMore);

/// <summary>JSON as the contract has it.</summary>
internal static class Wire
{
    public static JsonSerializerOptions Options { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static T Read<T>(JsonElement json) => json.Deserialize<T>(Options)!;
}
