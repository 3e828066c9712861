using System.Net.Http.Headers;

namespace ChatApp.Testing;

/// <summary>A registered user on one device: its session, typed REST calls, and sockets.</summary>
public sealed class ChatUser : IDisposable
{
    private readonly ChatTestServer _server;
    private TokenPair _tokens;

    private ChatUser(ChatTestServer server, Account account, string password, TokenPair tokens)
    {
        (_server, Account, Password, _tokens) = (server, account, password, tokens);
        Http = server.CreateClient();
        Use(tokens);
    }

    /// <summary>The account.</summary>
    public Account Account { get; }

    /// <summary>The user's id.</summary>
    public Guid Id => Account.Id;

    /// <summary>The user's name.</summary>
    public string Username => Account.Username;

    /// <summary>The password that it registered with.</summary>
    public string Password { get; }

    /// <summary>The tokens in use.</summary>
    public TokenPair Tokens => _tokens;

    /// <summary>A client that presents the access token.</summary>
    public HttpClient Http { get; }

    /// <summary>Logs in on another device.</summary>
    public async Task<ChatUser> LogInAgainAsync(CancellationToken cancellationToken = default) =>
        new(_server, Account, Password, await LogInAsync(_server, Username, Password, cancellationToken));

    /// <summary>The same user as a client of another node.</summary>
    public ChatUser On(ChatTestServer node) => new(node, Account, Password, _tokens);

    /// <summary>Sends a message.</summary>
    public Task<ChatMessage> SendAsync(
        ChatUser recipient,
        string content,
        Guid? clientMessageId = null,
        CancellationToken cancellationToken = default) =>
        Http.CallAsync<ChatMessage>(
            HttpMethod.Post,
            "messages/dm",
            new { RecipientId = recipient.Id, Content = content, ClientMessageId = clientMessageId },
            cancellationToken);

    /// <summary>A page of the conversation with a user, newest first.</summary>
    /// <param name="peer">The other user.</param>
    /// <param name="query">For example <c>limit=10&amp;before=…</c>.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public Task<List<ChatMessage>> GetHistoryAsync(ChatUser peer, string query = "", CancellationToken cancellationToken = default) =>
        Http.CallAsync<List<ChatMessage>>(HttpMethod.Get, $"messages/dm/{peer.Id}?{query}", null, cancellationToken);

    /// <summary>The conversation list.</summary>
    public Task<List<ConversationSummary>> GetConversationsAsync(string query = "", CancellationToken cancellationToken = default) =>
        Http.CallAsync<List<ConversationSummary>>(HttpMethod.Get, $"messages/conversations?{query}", null, cancellationToken);

    /// <summary>Marks a conversation as read up to a message.</summary>
    public async Task MarkReadAsync(ChatUser peer, Guid messageId, CancellationToken cancellationToken = default) =>
        (await Http.CallAsync(HttpMethod.Post, $"messages/dm/{peer.Id}/read", new { MessageId = messageId }, cancellationToken)).Dispose();

    /// <summary>The events after a cursor; without one, the cursor of now.</summary>
    public Task<SyncPage> SyncAsync(string? since = null, int limit = 50, CancellationToken cancellationToken = default) =>
        Http.CallAsync<SyncPage>(
            HttpMethod.Get, $"sync?limit={limit}{(since is null ? "" : $"&since={since}")}", null, cancellationToken);

    /// <summary>The own account, as the server has it.</summary>
    public Task<Account> GetMeAsync(CancellationToken cancellationToken = default) =>
        Http.CallAsync<Account>(HttpMethod.Get, "users/me", null, cancellationToken);

    /// <summary>Finds users by the start of their name.</summary>
    public Task<List<UserProfile>> SearchAsync(string search, string query = "", CancellationToken cancellationToken = default) =>
        Http.CallAsync<List<UserProfile>>(
            HttpMethod.Get, $"users?search={Uri.EscapeDataString(search)}&{query}", null, cancellationToken);

    /// <summary>Exchanges the refresh token and goes on with the new tokens.</summary>
    public async Task<TokenPair> RefreshAsync(CancellationToken cancellationToken = default)
    {
        Use(await Http.CallAsync<TokenPair>(HttpMethod.Post, "auth/refresh", new { _tokens.RefreshToken }, cancellationToken));
        return _tokens;
    }

    /// <summary>Ends the session.</summary>
    public async Task LogOutAsync(CancellationToken cancellationToken = default) =>
        (await Http.CallAsync(HttpMethod.Post, "auth/logout", null, cancellationToken)).Dispose();

    /// <summary>Opens a socket.</summary>
    /// <param name="since">The cursor to go on after.</param>
    /// <param name="allEvents">Whether to get every event; then the first frame, <c>ready</c>, is taken in before this returns.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public Task<ChatSocket> ConnectAsync(string? since = null, bool allEvents = true, CancellationToken cancellationToken = default)
    {
        var query = $"token={_tokens.AccessToken}{(since is null ? "" : $"&since={since}")}{(allEvents ? "&events=all" : "")}";
        return ChatSocket.OpenAsync(_server.BaseAddress, query, waitForReady: allEvents, cancellationToken: cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => Http.Dispose();

    internal static async Task<ChatUser> RegisterAsync(ChatTestServer server, string name, CancellationToken cancellationToken)
    {
        // The last twelve digits of a UUID version 7 are random.
        var username = $"{name}_{Guid.CreateVersion7().ToString("n")[20..]}";
        var password = $"password of {username}";
        using var client = server.CreateClient();
        var account = await client.CallAsync<Account>(
            HttpMethod.Post,
            "auth/register",
            new { Username = username, Email = $"{username}@example.com", Password = password },
            cancellationToken);
        return new ChatUser(server, account, password, await LogInAsync(server, username, password, cancellationToken));
    }

    private static async Task<TokenPair> LogInAsync(
        ChatTestServer server,
        string username,
        string password,
        CancellationToken cancellationToken)
    {
        using var client = server.CreateClient();
        return await client.CallAsync<TokenPair>(
            HttpMethod.Post, "auth/login", new { Username = username, Password = password }, cancellationToken);
    }

    private void Use(TokenPair tokens)
    {
        _tokens = tokens;
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.AccessToken);
    }
}
