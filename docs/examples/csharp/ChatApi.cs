using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

/// <summary>The calls of the contract.</summary>
internal sealed class ChatApi(Session session)
{
    public Session Session => session;

    public Task<Account> MeAsync(CancellationToken cancellationToken) =>
        session.CallAsync<Account>(HttpMethod.Get, "users/me", null, cancellationToken);

    public Task<Account> RenameAsync(string displayName, CancellationToken cancellationToken) =>
        session.CallAsync<Account>(HttpMethod.Patch, "users/me", new { displayName }, cancellationToken);

    /// <summary>All data of the user; <c>type</c> says what each object is.</summary>
    public async IAsyncEnumerable<JsonNode> ExportAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var answer = await session.SendAsync(
            HttpMethod.Get, "users/me/export", null, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(cancellationToken));
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonNode.Parse(line)!;
        }
    }

    /// <summary>Closes the account for good.</summary>
    public Task CloseAccountAsync(string password, bool eraseMessages, CancellationToken cancellationToken) =>
        session.CallAsync(HttpMethod.Delete, "users/me", new { password, eraseMessages }, cancellationToken);

    /// <summary>Users whose username starts so.</summary>
    public IAsyncEnumerable<User> FindUsersAsync(string start, CancellationToken cancellationToken) =>
        session.PagesAsync<User>($"users?search={Uri.EscapeDataString(start)}", cancellationToken);

    /// <summary>A user, with presence.</summary>
    public Task<User> UserAsync(Guid userId, CancellationToken cancellationToken) =>
        session.CallAsync<User>(HttpMethod.Get, $"users/{userId}", null, cancellationToken);

    public Task BlockAsync(Guid userId, CancellationToken cancellationToken) =>
        session.CallAsync(HttpMethod.Put, $"users/{userId}/block", null, cancellationToken);

    public Task UnblockAsync(Guid userId, CancellationToken cancellationToken) =>
        session.CallAsync(HttpMethod.Delete, $"users/{userId}/block", null, cancellationToken);

    public IAsyncEnumerable<User> BlocksAsync(CancellationToken cancellationToken) =>
        session.PagesAsync<User>("users/me/blocks", cancellationToken);

    /// <summary>Sends without a socket. To try again give the same message.</summary>
    public Task<Message> SendAsync(NewMessage message, CancellationToken cancellationToken) =>
        session.CallAsync<Message>(HttpMethod.Post, "messages/dm", message, cancellationToken);

    public Task<Message> MessageAsync(Guid messageId, CancellationToken cancellationToken) =>
        session.CallAsync<Message>(HttpMethod.Get, $"messages/{messageId}", null, cancellationToken);

    /// <summary>Replaces the text, and leaves the data.</summary>
    public Task<Message> EditAsync(Guid messageId, string content, CancellationToken cancellationToken) =>
        session.CallAsync<Message>(HttpMethod.Patch, $"messages/{messageId}", new { content }, cancellationToken);

    /// <summary>Replaces the text and the data; null removes them.</summary>
    public Task<Message> EditAsync(
        Guid messageId, string content, JsonObject? data, CancellationToken cancellationToken)
    {
        var body = new JsonObject { ["content"] = content, ["data"] = data?.DeepClone() };
        return session.CallAsync<Message>(HttpMethod.Patch, $"messages/{messageId}", body, cancellationToken);
    }

    public Task DeleteAsync(Guid messageId, CancellationToken cancellationToken) =>
        session.CallAsync(HttpMethod.Delete, $"messages/{messageId}", null, cancellationToken);

    public Task ReactAsync(Guid messageId, string emoji, CancellationToken cancellationToken) =>
        session.CallAsync(HttpMethod.Put, ReactionPath(messageId, emoji), null, cancellationToken);

    public Task UnreactAsync(Guid messageId, string emoji, CancellationToken cancellationToken) =>
        session.CallAsync(HttpMethod.Delete, ReactionPath(messageId, emoji), null, cancellationToken);

    /// <summary>The conversation with a user, newest first.</summary>
    public IAsyncEnumerable<Message> HistoryAsync(Guid userId, CancellationToken cancellationToken) =>
        session.PagesAsync<Message>($"messages/dm/{userId}", cancellationToken);

    /// <summary>The page of that conversation with this message in its middle, newest first.</summary>
    public Task<IReadOnlyList<Message>> AroundAsync(
        Guid userId, Guid messageId, int limit, CancellationToken cancellationToken) =>
        session.CallAsync<IReadOnlyList<Message>>(
            HttpMethod.Get, $"messages/dm/{userId}?around={messageId}&limit={limit}", null, cancellationToken);

    /// <summary>The user's messages with all these words, or those of one conversation, newest first.</summary>
    public IAsyncEnumerable<Message> SearchAsync(string words, Guid? userId, CancellationToken cancellationToken) =>
        session.PagesAsync<Message>(
            $"messages/search?q={Uri.EscapeDataString(words)}&with={userId}", cancellationToken);

    /// <summary>The list, or the archive.</summary>
    public IAsyncEnumerable<Conversation> ConversationsAsync(bool archived, CancellationToken cancellationToken) =>
        session.PagesAsync<Conversation>(
            $"messages/conversations{(archived ? "?archived=true" : "")}", cancellationToken);

    /// <summary>Archives, mutes or pins a conversation, or undoes it; null leaves it as it is.</summary>
    public Task<Conversation> ArrangeAsync(
        Guid userId, bool? archived, bool? muted, bool? pinned, CancellationToken cancellationToken) =>
        session.CallAsync<Conversation>(
            HttpMethod.Patch, $"messages/conversations/{userId}", new { archived, muted, pinned }, cancellationToken);

    /// <summary>The conversation is read up to this message.</summary>
    public Task MarkReadAsync(Guid userId, Guid messageId, CancellationToken cancellationToken) =>
        session.CallAsync(HttpMethod.Post, $"messages/dm/{userId}/read", new { messageId }, cancellationToken);

    /// <summary>For a badge.</summary>
    public Task<UnreadTotal> UnreadAsync(CancellationToken cancellationToken) =>
        session.CallAsync<UnreadTotal>(HttpMethod.Get, "messages/unread", null, cancellationToken);

    /// <summary>The events after a cursor; without one, the cursor of now.</summary>
    public async Task<SyncPage> SyncAsync(string? since, CancellationToken cancellationToken)
    {
        var page = await session.CallAsync<JsonElement>(HttpMethod.Get, $"sync?since={since}", null, cancellationToken);
        var events = page.GetProperty("events").EnumerateArray().Select(ChatEvent.Read).OfType<ChatEvent>();
        return new([.. events], page.GetProperty("cursor").GetString()!, page.GetProperty("has_more").GetBoolean());
    }

    private static string ReactionPath(Guid messageId, string emoji) =>
        $"messages/{messageId}/reactions/{Uri.EscapeDataString(emoji)}";
}
