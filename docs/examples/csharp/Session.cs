using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
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

    private Session(Uri server, string username)
    {
        Api = new Uri(new Uri($"{server.AbsoluteUri.TrimEnd('/')}/"), "api/v1/");
        Username = username;
    }

    /// <summary>What the paths of all calls are relative to.</summary>
    public Uri Api { get; }

    /// <summary>Whose session it is.</summary>
    public string Username { get; }

    /// <summary>Logs in.</summary>
    public static async Task<Session> LogInAsync(
        Uri server, string username, string password, CancellationToken cancellationToken)
    {
        var session = new Session(server, username);
        session.Keep(await session.PostAsync<Tokens>("auth/login", new { username, password }, cancellationToken));
        return session;
    }

    /// <summary>Makes an account and logs in.</summary>
    public static async Task<Session> RegisterAsync(
        Uri server, string username, string email, string password, CancellationToken cancellationToken)
    {
        using var session = new Session(server, username);
        await session.PostAsync<Account>("auth/register", new { username, email, password }, cancellationToken);
        return await LogInAsync(server, username, password, cancellationToken);
    }

    /// <summary>The access token is known to have ended: the next call renews it.</summary>
    public void Expire() => _life = TimeSpan.Zero;

    /// <summary>One call in the user's name.</summary>
    public async Task CallAsync(HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            method, path, body, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    /// <summary>One call in the user's name, and its answer.</summary>
    public async Task<T> CallAsync<T>(
        HttpMethod method, string path, object? body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            method, path, body, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync<T>(answer, cancellationToken);
    }

    /// <summary>The items of a list, page after page.</summary>
    public async IAsyncEnumerable<T> PagesAsync<T>(
        string path, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var next = path; next is not null;)
        {
            using var answer = await SendAsync(
                HttpMethod.Get, next, null, HttpCompletionOption.ResponseContentRead, cancellationToken);
            foreach (var item in await ReadAsync<IReadOnlyList<T>>(answer, cancellationToken))
            {
                yield return item;
            }

            var links = answer.Headers.TryGetValues("Link", out var values) ? string.Join(", ", values) : "";
            var link = NextLink().Match(links);
            next = link.Success ? new Uri(new Uri(Api, next), link.Groups["address"].Value).AbsoluteUri : null;
        }
    }

    /// <summary>One call in the user's name; the caller reads the answer, and disposes of it.</summary>
    public async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        if (Stopwatch.GetElapsedTime(_since) > _life - Margin)
        {
            await RefreshAsync(_accessToken, cancellationToken);
        }

        var token = _accessToken;
        try
        {
            return await SendAsync(method, path, body, token, completion, cancellationToken);
        }
        catch (Problem problem) when (problem.Status == HttpStatusCode.Unauthorized)
        {
            await RefreshAsync(token, cancellationToken);
            return await SendAsync(method, path, body, _accessToken, completion, cancellationToken);
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
                var body = new { refreshToken = _refreshToken, requestId = _requestId };
                Keep(await PostAsync<Tokens>("auth/refresh", body, cancellationToken));
            }
        }
        finally
        {
            _refreshing.Release();
        }
    }

    private void Keep(Tokens tokens)
    {
        (_accessToken, _refreshToken) = (tokens.AccessToken, tokens.RefreshToken);

        // Of the next refresh, the same until an answer has come.
        _requestId = Guid.CreateVersion7();
        (_since, _life) = (Stopwatch.GetTimestamp(), TimeSpan.FromSeconds(tokens.ExpiresIn));
    }

    // Without a token.
    private async Task<T> PostAsync<T>(string path, object body, CancellationToken cancellationToken)
    {
        using var answer = await SendAsync(
            HttpMethod.Post, path, body, token: null, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync<T>(answer, cancellationToken);
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        object? body,
        string? token,
        HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Api, path))
        {
            Content = body is null ? null : JsonContent.Create(body, body.GetType(), options: Wire.Options),
        };
        request.Headers.Authorization = token is null ? null : new("Bearer", token);
        var answer = await _http.SendAsync(request, completion, cancellationToken);
        if (answer.IsSuccessStatusCode)
        {
            return answer;
        }

        using (answer)
        {
            throw await ReadProblemAsync(answer, cancellationToken);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellationToken) =>
        (await answer.Content.ReadFromJsonAsync<T>(Wire.Options, cancellationToken))!;

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

    private sealed record Tokens(string AccessToken, string RefreshToken, int ExpiresIn);

    // A proxy's has neither, or is something else altogether.
    private sealed record ProblemBody(string? Code, string? Detail);

    [GeneratedRegex("<(?<address>[^>]+)>; *rel=\"next\"", RegexOptions.ExplicitCapture)]
    private static partial Regex NextLink();
}
