using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

/// <summary>
/// Makes calls, and keeps an access token good. A <see cref="Problem"/> with status 401 says that the session is over.
/// </summary>
internal sealed partial class Session : IDisposable
{
    // A token shall not end on its way.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(15) };
    private readonly SemaphoreSlim _refreshing = new(1);
    private string _accessToken = "";
    private string _refreshToken = "";
    private Guid _requestId;
    private long _since;
    private TimeSpan _life;

    private Session(Uri server) => Api = new Uri(new Uri($"{server.AbsoluteUri.TrimEnd('/')}/"), "api/v1/");

    /// <summary>What the paths of all calls are relative to.</summary>
    public Uri Api { get; }

    /// <summary>Logs in.</summary>
    public static async Task<Session> LogInAsync(
        Uri server, string username, string password, CancellationToken cancellationToken)
    {
        var session = new Session(server);
        var body = new JsonObject { ["username"] = username, ["password"] = password };
        var url = new Uri(session.Api, "auth/login");
        session.Keep((await session.SendAsync(HttpMethod.Post, url, body, token: null, cancellationToken)).Body);
        return session;
    }

    /// <summary>The access token is known to have ended: the next call renews it.</summary>
    public void Expire() => _life = TimeSpan.Zero;

    /// <summary>One call in the user's name.</summary>
    public async Task<(JsonNode Body, Uri? Next)> CallAsync(
        HttpMethod method, string path, CancellationToken cancellationToken)
    {
        var url = new Uri(Api, path);
        if (Stopwatch.GetElapsedTime(_since) > _life - Margin)
        {
            await RefreshAsync(_accessToken, cancellationToken);
        }

        var token = _accessToken;
        try
        {
            return await SendAsync(method, url, null, token, cancellationToken);
        }
        catch (Problem problem) when (problem.Status == HttpStatusCode.Unauthorized)
        {
            await RefreshAsync(token, cancellationToken);
            return await SendAsync(method, url, null, _accessToken, cancellationToken);
        }
    }

    /// <summary>The items of a list, page after page.</summary>
    public async IAsyncEnumerable<JsonNode> PagesAsync(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = new Uri(Api, path); next is not null;)
        {
            (var items, next) = await CallAsync(HttpMethod.Get, next.AbsoluteUri, cancellationToken);
            foreach (var item in items.AsArray())
            {
                yield return item!;
            }
        }
    }

    public void Dispose()
    {
        _http.Dispose();
        _refreshing.Dispose();
    }

    // Of those who find the same token too old, one renews it.
    private async Task RefreshAsync(string old, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            if (old == _accessToken)
            {
                var body = new JsonObject { ["refresh_token"] = _refreshToken, ["request_id"] = _requestId };
                var url = new Uri(Api, "auth/refresh");
                Keep((await SendAsync(HttpMethod.Post, url, body, token: null, cancellationToken)).Body);
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private void Keep(JsonNode tokens)
    {
        (_accessToken, _refreshToken) = ((string)tokens["access_token"]!, (string)tokens["refresh_token"]!);

        // Of the next refresh, the same until an answer has come.
        _requestId = Guid.CreateVersion7();
        (_since, _life) = (Stopwatch.GetTimestamp(), TimeSpan.FromSeconds((int)tokens["expires_in"]!));
    }

    private async Task<(JsonNode Body, Uri? Next)> SendAsync(
        HttpMethod method, Uri url, JsonObject? body, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, url)
        {
            Content = body is null ? null : JsonContent.Create(body),
        };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        using var answer = await _http.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw await ReadProblemAsync(answer, cancellationToken);
        }

        var links = answer.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : "";
        var link = NextLink().Match(links);
        var next = link.Success ? new Uri(url, link.Groups["address"].Value) : null;
        return ((await answer.Content.ReadFromJsonAsync<JsonNode>(cancellationToken))!, next);
    }

    private static async Task<Problem> ReadProblemAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var wait = answer.Headers.RetryAfter?.Delta ?? TimeSpan.Zero;
        var text = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        ProblemBody? body;
        try
        {
            body = JsonSerializer.Deserialize<ProblemBody>(text, JsonSerializerOptions.Web);
        }
        catch (JsonException)
        {
            body = null;
        }

        return body is { Code: { } code, Detail: { } detail }
            ? new Problem(answer.StatusCode, code, detail, wait)
            : new Problem(
                answer.StatusCode,
                "unknown",
                $"The server, or a proxy before it, answered {(int)answer.StatusCode}.",
                wait);
    }

    // A proxy's has neither, or is something else altogether.
    private sealed record ProblemBody(string? Code, string? Detail);

    [GeneratedRegex("<(?<address>[^>]+)>; *rel=\"next\"", RegexOptions.ExplicitCapture)]
    private static partial Regex NextLink();
}
