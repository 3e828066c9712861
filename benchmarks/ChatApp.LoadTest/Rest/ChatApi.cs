using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Rest;

/// <summary>The server's REST calls. Thread-safe.</summary>
internal sealed class ChatApi : IDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
    };

    private readonly HttpClient _http;

    public ChatApi(ServerAddress server, int connections)
    {
        var handler = new SocketsHttpHandler
        {
            MaxConnectionsPerServer = connections,
            UseProxy = false,
            AllowAutoRedirect = false,
        };
        _http = new HttpClient(handler) { BaseAddress = server.Url, Timeout = TimeSpan.FromSeconds(60) };
    }

    public Task<UserAnswer> RegisterAsync(string username, string password, CancellationToken stop) =>
        PostAsync<UserAnswer>(
            "/api/v1/auth/register", new { username, email = $"{username}@example.com", password }, null, stop);

    public Task<LoginAnswer> LoginAsync(string username, string password, CancellationToken stop) =>
        PostAsync<LoginAnswer>("/api/v1/auth/login", new { username, password }, null, stop);

    public Task<MessageAnswer> SendAsync(string token, Guid recipientId, string content, CancellationToken stop) =>
        PostAsync<MessageAnswer>("/api/v1/messages/dm", new { recipientId, content }, token, stop);

    public Task<MessageAnswer> SendAsync(
        string token, Guid recipientId, string content, string clientMessageId, CancellationToken stop) =>
        PostAsync<MessageAnswer>("/api/v1/messages/dm", new { recipientId, content, clientMessageId }, token, stop);

    public Task<LoginAnswer> RefreshAsync(string refreshToken, Guid requestId, CancellationToken stop) =>
        PostAsync<LoginAnswer>("/api/v1/auth/refresh", new { refreshToken, requestId }, null, stop);

    /// <summary>A call of whose answer only the status counts.</summary>
    /// <param name="body">An object with the members of the body; null for none.</param>
    public async Task CallAsync(HttpMethod method, string path, object? body, string token, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType(), null, Json);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await SendAsync(request, stop);
    }

    public async Task<T> GetAsync<T>(string path, string token, CancellationToken stop)
    {
        using var request = Get(path, token);
        return await AnswerAsync<T>(request, stop);
    }

    public async Task<bool> IsReadyAsync(CancellationToken stop)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("/health/ready", UriKind.Relative), stop);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    public void Dispose() => _http.Dispose();

    private static HttpRequestMessage Get(string path, string token) => new(HttpMethod.Get, path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
    };

    private async Task<T> PostAsync<T>(string path, object body, string? token, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = JsonContent.Create(body, body.GetType(), null, Json);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await AnswerAsync<T>(request, stop);
    }

    private async Task<T> AnswerAsync<T>(HttpRequestMessage request, CancellationToken stop)
    {
        using var response = await SendAsync(request, stop);
        return await response.Content.ReadFromJsonAsync<T>(Json, stop)
            ?? throw new LoadTestException($"{request.RequestUri} answered null.");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop)
    {
        try
        {
            var response = await _http.SendAsync(request, stop);
            await ThrowIfRefusedAsync(request, response, stop);
            return response;
        }
        catch (Exception e) when (
            e is HttpRequestException || (e is TaskCanceledException && !stop.IsCancellationRequested))
        {
            throw new LoadTestException($"{_http.BaseAddress} does not answer: {e.Message}", e);
        }
    }

    private static async Task ThrowIfRefusedAsync(
        HttpRequestMessage request, HttpResponseMessage response, CancellationToken stop)
    {
        if (response.IsSuccessStatusCode)
        {
            return;
        }

        if (response.StatusCode == HttpStatusCode.TooManyRequests)
        {
            throw new LoadTestException("The server limits the rate (429). Start it with RateLimits__Enabled=false.");
        }

        var problem = response.Content.Headers.ContentType?.MediaType == "application/problem+json"
            ? await response.Content.ReadFromJsonAsync<ProblemAnswer>(Json, stop)
            : null;
        throw new ApiException(
            $"{request.Method} {request.RequestUri} answered {(int)response.StatusCode} {problem?.Code} "
            + $"{problem?.Detail}",
            response.StatusCode);
    }
}
