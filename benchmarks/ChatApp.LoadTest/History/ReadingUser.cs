using ChatApp.LoadTest.Rest;

namespace ChatApp.LoadTest.History;

/// <summary>The one whose pages are read, and the other side of the conversation that is read.</summary>
internal sealed record ReadingUser(ChatApi Api, string Token, Guid PeerId)
{
    public const int PageLength = 50;
    public const int LongestPage = 200;

    public string HistoryPath(int limit, string? before) =>
        $"/api/v1/messages/dm/{PeerId}?limit={limit}{(before is { } id ? $"&before={id}" : "")}";

    public static string ConversationsPath(int limit, Guid? before) =>
        $"/api/v1/messages/conversations?limit={limit}{(before is { } id ? $"&before={id}" : "")}";

    public static string SearchPath(string words, Guid? peer = null, string? before = null) =>
        $"/api/v1/messages/search?limit={PageLength}&q={Uri.EscapeDataString(words)}"
        + $"{(peer is { } user ? $"&with={user}" : "")}{(before is { } id ? $"&before={id}" : "")}";

    public static string SyncPath(string since) =>
        $"/api/v1/sync?limit={LongestPage}&since={Uri.EscapeDataString(since)}";
}
