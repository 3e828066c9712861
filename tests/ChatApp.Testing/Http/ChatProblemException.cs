using System.Net;
using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>The error response of the server to a call.</summary>
/// <param name="message">The complete response in one line, for people.</param>
/// <param name="status">The status of the response.</param>
/// <param name="code">The stable error code; null if the response has none.</param>
/// <param name="errors">The error sentences by field name; empty except for validation errors.</param>
/// <param name="body">The unchanged body.</param>
public sealed class ChatProblemException(
    string message,
    HttpStatusCode status,
    string? code,
    IReadOnlyDictionary<string, IReadOnlyList<string>> errors,
    string body)
    : Exception(message)
{
    /// <summary>The status of the response.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The stable error code for programs, for example <c>recipient_not_found</c>.</summary>
    public string? Code { get; } = code;

    /// <summary>
    /// The error sentences by field name, as sent; empty unless the code is <c>validation_failed</c>.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; } = errors;

    /// <summary>The unchanged body.</summary>
    public string Body { get; } = body;

    /// <summary>The wait that the server requests, for example with 429; null if it requests none.</summary>
    public TimeSpan? RetryAfter { get; private init; }

    internal static async Task<ChatProblemException> FromAsync(
        HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsStringAsync(cancellationToken);
        var problem = TryParse(body);
        var asked = response.RequestMessage;
        var message = $"{asked?.Method} {asked?.RequestUri?.AbsolutePath}: {(int)response.StatusCode} {body}";
        return new ChatProblemException(message, response.StatusCode, problem?.Code, problem?.Errors ?? new(), body)
        {
            RetryAfter = response.Headers.RetryAfter?.Delta,
        };
    }

    private static Problem? TryParse(string body)
    {
        try
        {
            return JsonSerializer.Deserialize<Problem>(body, ChatJson.Options);
        }
        catch (JsonException)
        {
            // The body may be a proxy's page or empty; the status and the body are reported anyway.
            return null;
        }
    }

    private sealed record Problem(string? Code = null, Dictionary<string, IReadOnlyList<string>>? Errors = null);
}
