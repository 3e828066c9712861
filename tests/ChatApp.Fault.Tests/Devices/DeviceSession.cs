using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using ChatApp.Fault.Tests.Recording;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>
/// The session of a device: logs in, refreshes expired tokens, and repeats calls at any node that answers, as the
/// contract allows. Records answers that a correct server does not give. Thread-safe.
/// </summary>
internal sealed class DeviceSession(
    HttpClient client, IReadOnlyList<Uri> nodes, Person person, HistoryRecorder recorder)
    : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _renewing = new(1, 1);
    private volatile TokenPair? _tokens;
    private int _node = Random.Shared.Next(nodes.Count);

    /// <summary>The node for the next attempt.</summary>
    public Uri Node => nodes[(_node & int.MaxValue) % nodes.Count];

    /// <summary>Selects another node for the next attempt.</summary>
    public void LeaveNode() => Interlocked.Increment(ref _node);

    /// <summary>Waits before another attempt, longer after each failure, with a random part.</summary>
    public static Task PauseAsync(int failures, CancellationToken cancellationToken)
    {
        var longest = Math.Min(LongestPause.TotalMilliseconds, ShortestPause.TotalMilliseconds * Math.Pow(2, failures));
        return Task.Delay(
            TimeSpan.FromMilliseconds(longest * (0.5 + (0.5 * Random.Shared.NextDouble()))), cancellationToken);
    }

    /// <summary>Returns the access token; logs in first if necessary.</summary>
    public async Task<string> GetTokenAsync(CancellationToken cancellationToken) =>
        _tokens?.AccessToken ?? await RenewAsync(null, cancellationToken);

    /// <summary>Gets a new access token to replace a refused one.</summary>
    public async Task<string> RenewAsync(string? refused, CancellationToken cancellationToken)
    {
        await _renewing.WaitAsync(cancellationToken);
        try
        {
            if (_tokens is { } tokens && tokens.AccessToken != refused)
            {
                return tokens.AccessToken;
            }

            // Repeated with the same id until an answer arrives, without a time limit.
            var answer = _tokens is { } expired
                ? await InsistAsync(
                    HttpMethod.Post,
                    "auth/refresh",
                    new { refresh_token = expired.RefreshToken, request_id = Guid.CreateVersion7() },
                    HttpStatusCode.OK,
                    cancellationToken,
                    authorized: false)
                : await InsistAsync(
                    HttpMethod.Post,
                    "auth/login",
                    new { person.Username, person.Password },
                    HttpStatusCode.OK,
                    cancellationToken,
                    authorized: false);
            _tokens = answer.To<TokenPair>();
            return _tokens.AccessToken;
        }
        finally
        {
            _renewing.Release();
        }
    }

    /// <summary>Repeats a call until the answer is a final one that a correct server gives.</summary>
    /// <exception cref="InvalidOperationException">Another answer came; it is also recorded.</exception>
    public async Task<Answer> InsistAsync(
        HttpMethod method, string path, object? body, HttpStatusCode expected, CancellationToken cancellationToken,
        bool authorized = true, HttpStatusCode? orElse = null)
    {
        for (var failures = 0; ; failures++)
        {
            var token = authorized ? await GetTokenAsync(cancellationToken) : null;
            var answer = await TryAsync(method, path, body, token, cancellationToken);
            if (answer is { Status: HttpStatusCode.Unauthorized } && authorized)
            {
                await RenewAsync(token, cancellationToken);
            }
            else if (answer?.Status == expected || (answer is not null && answer.Status == orElse))
            {
                return answer;
            }
            else if (answer is null or { Status: HttpStatusCode.ServiceUnavailable, HasRetryAfter: true })
            {
                LeaveNode();
                await PauseAsync(failures, cancellationToken);
            }
            else
            {
                recorder.WrongAnswer(
                    $"{person.Username}: {method} {path} was answered with {(int)answer.Status} {answer.Body}");
                throw new InvalidOperationException($"{method} {path}: {(int)answer.Status} {answer.Body}");
            }
        }
    }

    public void Dispose() => _renewing.Dispose();

    // Null: no answer, so the outcome is unknown.
    private async Task<Answer?> TryAsync(
        HttpMethod method, string path, object? body, string? token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Node, $"/api/v1/{path}"));
        request.Content = body is null ? null : JsonContent.Create(body, options: ChatJson.Options);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        try
        {
            using var response = await client.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return new Answer(
                response.StatusCode,
                text.Length == 0 ? default : JsonDocument.Parse(text).RootElement,
                response.Headers.RetryAfter is not null);
        }
        catch (Exception exception) when (
            exception is HttpRequestException or IOException or TaskCanceledException
                && !cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }
}
