using System.Runtime.CompilerServices;
using System.Text;

namespace ChatApp.Testing;

/// <summary>
/// A registered user on one device, that is, with one session. Each method is one call of the contract and throws a
/// <see cref="ChatProblemException"/> if the server refuses it. Methods may run concurrently, except those that change
/// the tokens.
/// </summary>
public sealed class ChatUser
{
    private readonly ChatTestServer _server;
    private readonly ChatLink? _link;

    private ChatUser(
        ChatTestServer server, ChatLink? link, string password, string accessToken, string refreshToken)
    {
        (_server, _link) = (server, link);
        Password = password;
        AccessToken = accessToken;
        RefreshToken = refreshToken;
        HttpClient = server.CreateClient(() => AccessToken, link);
    }

    /// <summary>The user's id.</summary>
    public Guid Id { get; private set; }

    /// <summary>The username as registered.</summary>
    public string Username { get; private set; } = "";

    /// <summary>The user's email address.</summary>
    public string Email { get; private set; } = "";

    /// <summary>The plain password for further logins. <see cref="ChangePasswordAsync"/> replaces it.</summary>
    public string Password { get; private set; }

    /// <summary>The access token of this device, replaced by <see cref="RefreshAsync"/>.</summary>
    public string AccessToken { get; private set; }

    /// <summary>The refresh token of this device, replaced by <see cref="RefreshAsync"/>.</summary>
    public string RefreshToken { get; private set; }

    /// <summary>The <c>request_id</c> under which <see cref="RefreshToken"/> is exchanged.</summary>
    public Guid RefreshRequestId { get; private set; } = Guid.CreateVersion7();

    /// <summary>
    /// A client for calls that this class does not have: it takes relative paths and sends the access token of this
    /// device.
    /// </summary>
    public HttpClient HttpClient { get; }

    /// <summary>Sends a message.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="content">The text.</param>
    /// <param name="clientMessageId">The client message id, which makes a repeated send safe.</param>
    /// <param name="replyToId">The message that this one answers.</param>
    /// <param name="data">The client's own JSON object, as text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatMessage> SendAsync(
        ChatUser recipient,
        string content,
        Guid? clientMessageId = null,
        Guid? replyToId = null,
        string? data = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        return SendAsync(recipient.Id, content, clientMessageId, replyToId, data, cancellationToken);
    }

    /// <summary>Sends a message.</summary>
    /// <param name="recipientId">The recipient.</param>
    /// <param name="content">The text.</param>
    /// <param name="clientMessageId">The client message id, which makes a repeated send safe.</param>
    /// <param name="replyToId">The message that this one answers.</param>
    /// <param name="data">The client's own JSON object, as text.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatMessage> SendAsync(
        Guid recipientId,
        string content,
        Guid? clientMessageId = null,
        Guid? replyToId = null,
        string? data = null,
        CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<ChatMessage>(
            HttpMethod.Post,
            "api/v1/messages/dm",
            new NewMessage(recipientId, content, clientMessageId, replyToId, data),
            cancellationToken);

    /// <summary>Reads a page of the conversation with a user, newest first.</summary>
    /// <param name="peerId">The other user of the conversation.</param>
    /// <param name="limit">Maximum number of items; the server's default if null.</param>
    /// <param name="before">Only messages older than this one.</param>
    /// <param name="after">Only messages newer than this one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<ChatMessage>> HistoryAsync(
        Guid peerId,
        int? limit = null,
        Guid? before = null,
        Guid? after = null,
        CancellationToken cancellationToken = default) =>
        HttpClient.PageAsync<ChatMessage>(
            $"api/v1/messages/dm/{peerId}{Query(("limit", limit), ("before", before), ("after", after))}",
            cancellationToken);

    /// <summary>Reads the page of the conversation with a user that has a message in its middle.</summary>
    /// <param name="peerId">The other user of the conversation.</param>
    /// <param name="messageId">The message.</param>
    /// <param name="limit">Maximum number of items; the server's default if null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<ChatMessage>> HistoryAroundAsync(
        Guid peerId, Guid messageId, int? limit = null, CancellationToken cancellationToken = default) =>
        HttpClient.PageAsync<ChatMessage>(
            $"api/v1/messages/dm/{peerId}{Query(("limit", limit), ("around", messageId))}", cancellationToken);

    /// <summary>Reads one message.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatMessage> MessageAsync(Guid messageId, CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<ChatMessage>(
            HttpMethod.Get, $"api/v1/messages/{messageId}", body: null, cancellationToken);

    /// <summary>Finds messages of this user's conversations, newest first.</summary>
    /// <param name="words">The words that each message contains; of the last one the start is enough.</param>
    /// <param name="peerId">Only the conversation with this user.</param>
    /// <param name="before">Only messages before this one.</param>
    /// <param name="limit">Maximum number of items; the server's default if null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<ChatMessage>> SearchMessagesAsync(
        string words,
        Guid? peerId = null,
        Guid? before = null,
        int? limit = null,
        CancellationToken cancellationToken = default)
    {
        var query = Query(("q", words), ("with", peerId), ("before", before), ("limit", limit));
        return HttpClient.PageAsync<ChatMessage>($"api/v1/messages/search{query}", cancellationToken);
    }

    /// <summary>Reads a page of the conversation list, pinned ones first, then latest first.</summary>
    /// <param name="limit">Maximum number of items; the server's default if null.</param>
    /// <param name="before">Only conversations below the one with this user.</param>
    /// <param name="archived">Whether to read the archive; otherwise all conversations that are not in it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<ConversationSummary>> ConversationsAsync(
        int? limit = null,
        Guid? before = null,
        bool archived = false,
        CancellationToken cancellationToken = default)
    {
        var query = Query(("archived", archived ? "true" : null), ("limit", limit), ("before", before));
        return HttpClient.PageAsync<ConversationSummary>($"api/v1/messages/conversations{query}", cancellationToken);
    }

    /// <summary>Archives, mutes or pins a conversation, or undoes it; null leaves a value as it is.</summary>
    /// <param name="peerId">The other user of the conversation.</param>
    /// <param name="archived">Whether it is in the archive.</param>
    /// <param name="muted">Whether it is muted.</param>
    /// <param name="pinned">Whether it is pinned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ConversationSummary> UpdateConversationAsync(
        Guid peerId,
        bool? archived = null,
        bool? muted = null,
        bool? pinned = null,
        CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<ConversationSummary>(
            HttpMethod.Patch,
            $"api/v1/messages/conversations/{peerId}",
            new { archived, muted, pinned },
            cancellationToken);

    /// <summary>Counts what this user has not read, in all conversations that are neither archived nor muted.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<UnreadTotal> UnreadAsync(CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<UnreadTotal>(
            HttpMethod.Get, "api/v1/messages/unread", body: null, cancellationToken);

    /// <summary>Reads the page after the given one.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="page">A page that is not the last.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<T>> NextPageAsync<T>(ChatPage<T> page, CancellationToken cancellationToken = default) =>
        HttpClient.PageAsync<T>(
            page?.Next ?? throw new ArgumentException("This was the last page.", nameof(page)), cancellationToken);

    /// <summary>Reads the page before the given one.</summary>
    /// <typeparam name="T">The type of the items.</typeparam>
    /// <param name="page">A page around an item that is not the first.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<T>> PreviousPageAsync<T>(ChatPage<T> page, CancellationToken cancellationToken = default) =>
        HttpClient.PageAsync<T>(
            page?.Previous ?? throw new ArgumentException("No page comes before this one.", nameof(page)),
            cancellationToken);

    /// <summary>Marks everything up to a message as read.</summary>
    /// <param name="peerId">The other user of the conversation.</param>
    /// <param name="messageId">The last message that was read.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task MarkReadAsync(Guid peerId, Guid messageId, CancellationToken cancellationToken = default)
    {
        var body = new { message_id = messageId };
        using var _ = await HttpClient.CallAsync(
            HttpMethod.Post, $"api/v1/messages/dm/{peerId}/read", body, cancellationToken);
    }

    /// <summary>Changes the text of a message that this user has sent.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="content">The new text.</param>
    /// <param name="data">
    /// The new JSON object of the client's own, as text; "null" removes it; if null, it stays as it is.
    /// </param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatMessage> EditAsync(
        Guid messageId, string content, string? data = null, CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<ChatMessage>(
            HttpMethod.Patch, $"api/v1/messages/{messageId}", new MessageEdit(content, data), cancellationToken);

    /// <summary>Deletes a message that this user has sent.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task DeleteAsync(Guid messageId, CancellationToken cancellationToken = default)
    {
        using var _ = await HttpClient.CallAsync(
            HttpMethod.Delete, $"api/v1/messages/{messageId}", body: null, cancellationToken);
    }

    /// <summary>Adds an emoji to a message.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="emoji">The emoji.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task AddReactionAsync(Guid messageId, string emoji, CancellationToken cancellationToken = default) =>
        ReactAsync(HttpMethod.Put, messageId, emoji, cancellationToken);

    /// <summary>Removes an emoji that this user has added to a message.</summary>
    /// <param name="messageId">The message.</param>
    /// <param name="emoji">The emoji.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task RemoveReactionAsync(Guid messageId, string emoji, CancellationToken cancellationToken = default) =>
        ReactAsync(HttpMethod.Delete, messageId, emoji, cancellationToken);

    /// <summary>Reads a page of this user's stored events.</summary>
    /// <param name="since">
    /// The cursor to start from; without it the page is empty and its cursor is the current one.
    /// </param>
    /// <param name="limit">Maximum number of items; the server's default if null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<SyncPage> SyncAsync(
        string? since = null, int? limit = null, CancellationToken cancellationToken = default)
    {
        var path = $"api/v1/sync{Query(("since", since), ("limit", limit))}";
        return (await HttpClient.CallAsync<SyncPage.Wire>(HttpMethod.Get, path, body: null, cancellationToken))
            .ToPage();
    }

    /// <summary>Reads this user's own account.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Account> GetMeAsync(CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<Account>(HttpMethod.Get, "api/v1/users/me", body: null, cancellationToken);

    /// <summary>Reads all data of this user, line by line as they arrive.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="IOException">The server broke the export off.</exception>
    public async IAsyncEnumerable<ChatFrame> ExportAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await HttpClient.CallAsync(
            HttpMethod.Get, "api/v1/users/me/export", body: null, cancellationToken,
            HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var lines = new StreamReader(body);
        while (await lines.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return ChatFrame.Parse(Encoding.UTF8.GetBytes(line));
        }
    }

    /// <summary>Changes this user's display name.</summary>
    /// <param name="displayName">The new name; null keeps the current one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<Account> ChangeDisplayNameAsync(string? displayName, CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<Account>(
            HttpMethod.Patch, "api/v1/users/me", new { display_name = displayName }, cancellationToken);

    /// <summary>Closes this user's account, which ends every session of the user.</summary>
    /// <param name="eraseMessages">Whether all messages that the user has sent are deleted, in the background.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task CloseAccountAsync(bool eraseMessages = false, CancellationToken cancellationToken = default)
    {
        var body = new { password = Password, erase_messages = eraseMessages };
        using var _ = await HttpClient.CallAsync(HttpMethod.Delete, "api/v1/users/me", body, cancellationToken);
    }

    /// <summary>Reads the profile of another user.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<UserProfile> GetUserAsync(Guid userId, CancellationToken cancellationToken = default) =>
        HttpClient.CallAsync<UserProfile>(HttpMethod.Get, $"api/v1/users/{userId}", body: null, cancellationToken);

    /// <summary>Finds users whose name starts with a text.</summary>
    /// <param name="prefix">The text, at least 2 characters.</param>
    /// <param name="limit">Maximum number of items; the server's default if null.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<UserProfile>> SearchAsync(
        string prefix, int? limit = null, CancellationToken cancellationToken = default) =>
        HttpClient.PageAsync<UserProfile>(
            $"api/v1/users{Query(("search", prefix), ("limit", limit))}", cancellationToken);

    /// <summary>Blocks a user.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task BlockAsync(Guid userId, CancellationToken cancellationToken = default) =>
        BlockAsync(HttpMethod.Put, userId, cancellationToken);

    /// <summary>Lifts this user's own block of a user.</summary>
    /// <param name="userId">The id of the user.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task UnblockAsync(Guid userId, CancellationToken cancellationToken = default) =>
        BlockAsync(HttpMethod.Delete, userId, cancellationToken);

    /// <summary>Reads a page of the users whom this user blocks, newest block first.</summary>
    /// <param name="limit">Maximum number of items; the server's default if null.</param>
    /// <param name="before">Only users who were blocked before this one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatPage<UserProfile>> BlocksAsync(
        int? limit = null, Guid? before = null, CancellationToken cancellationToken = default) =>
        HttpClient.PageAsync<UserProfile>(
            $"api/v1/users/me/blocks{Query(("limit", limit), ("before", before))}", cancellationToken);

    /// <summary>Exchanges the refresh token for new tokens and uses these from now on.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <remarks>If the answer was lost, call it again: it repeats the same request.</remarks>
    public async Task<TokenPair> RefreshAsync(CancellationToken cancellationToken = default)
    {
        using var anonymous = _server.CreateClient(() => null, _link);
        var body = new { refresh_token = RefreshToken, request_id = RefreshRequestId };
        return Use(await anonymous.CallAsync<TokenPair>(
            HttpMethod.Post, "api/v1/auth/refresh", body, cancellationToken));
    }

    /// <summary>
    /// Changes the password, which ends every session of the user, and uses the tokens of the new session from now on.
    /// </summary>
    /// <param name="newPassword">The new password.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<TokenPair> ChangePasswordAsync(string newPassword, CancellationToken cancellationToken = default)
    {
        var tokens = Use(await HttpClient.CallAsync<TokenPair>(
            HttpMethod.Post,
            "api/v1/auth/password",
            new { current_password = Password, new_password = newPassword },
            cancellationToken));
        Password = newPassword;
        return tokens;
    }

    /// <summary>Ends this device's session.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task LogOutAsync(CancellationToken cancellationToken = default)
    {
        using var _ = await HttpClient.CallAsync(HttpMethod.Post, "api/v1/auth/logout", body: null, cancellationToken);
    }

    /// <summary>Logs in the same user on another device, with a new session.</summary>
    /// <param name="cancellationToken">Cancels the call.</param>
    public Task<ChatUser> LogInAsync(CancellationToken cancellationToken = default) =>
        _server.LogInAsync(Username, Password, cancellationToken);

    /// <summary>The same device with its current tokens, connected to another node of the installation.</summary>
    /// <param name="node">The other node.</param>
    public ChatUser On(ChatTestServer node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return At(node, link: null);
    }

    /// <summary>The same device with its current tokens, whose calls and sockets go over a link.</summary>
    /// <param name="link">A link to the server of this user.</param>
    public ChatUser Over(ChatLink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        return At(_server, link);
    }

    /// <summary>Opens a socket with the access token of this device.</summary>
    /// <param name="since">A cursor; events after it arrive first, then live events.</param>
    /// <param name="allEvents">
    /// Whether to ask for <c>events=all</c>; the <c>ready</c> frame is then consumed here.
    /// </param>
    /// <param name="cancellationToken">Cancels the handshake.</param>
    public Task<ChatSocket> ConnectAsync(
        string? since = null, bool allEvents = true, CancellationToken cancellationToken = default) =>
        ConnectAsync(new ChatSocketOptions { Since = since, AllEvents = allEvents }, cancellationToken);

    /// <summary>
    /// Opens a socket with these options, and with this device's access token unless the options contain one.
    /// </summary>
    /// <param name="options">The options of the socket.</param>
    /// <param name="cancellationToken">Cancels the handshake.</param>
    public Task<ChatSocket> ConnectAsync(ChatSocketOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        return ChatSocket.ConnectAsync(
            _server,
            _link?.Address ?? _server.BaseAddress,
            options with { AccessToken = options.AccessToken ?? AccessToken },
            cancellationToken);
    }

    internal static async Task<ChatUser> CreateAsync(
        ChatTestServer server, string password, TokenPair tokens, CancellationToken cancellationToken)
    {
        var user = new ChatUser(server, link: null, password, tokens.AccessToken, tokens.RefreshToken);
        var account = await user.GetMeAsync(cancellationToken);
        (user.Id, user.Username, user.Email) = (account.Id, account.Username, account.Email);
        return user;
    }

    private ChatUser At(ChatTestServer server, ChatLink? link) =>
        new(server, link, Password, AccessToken, RefreshToken)
        {
            Id = Id,
            Username = Username,
            Email = Email,
            RefreshRequestId = RefreshRequestId,
        };

    private TokenPair Use(TokenPair tokens)
    {
        (AccessToken, RefreshToken) = (tokens.AccessToken, tokens.RefreshToken);
        RefreshRequestId = Guid.CreateVersion7();
        return tokens;
    }

    private async Task BlockAsync(HttpMethod method, Guid userId, CancellationToken cancellationToken)
    {
        using var _ = await HttpClient.CallAsync(
            method, $"api/v1/users/{userId}/block", body: null, cancellationToken);
    }

    private async Task ReactAsync(
        HttpMethod method, Guid messageId, string emoji, CancellationToken cancellationToken)
    {
        var path = $"api/v1/messages/{messageId}/reactions/{Uri.EscapeDataString(emoji)}";
        using var _ = await HttpClient.CallAsync(method, path, body: null, cancellationToken);
    }

    private static string Query(params (string Name, object? Value)[] parameters)
    {
        var query = new StringBuilder();
        foreach (var (name, value) in parameters.Where(parameter => parameter.Value is not null))
        {
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=')
                .Append(Uri.EscapeDataString($"{value}"));
        }

        return query.ToString();
    }
}
