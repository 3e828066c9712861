using System.Net;
using System.Text.Json;

namespace ChatApp.Testing;

/// <summary>The server refused a call, and this is what it said.</summary>
/// <param name="message">The whole answer in one line, for a person.</param>
/// <param name="status">The status of the answer.</param>
/// <param name="code">The stable word, null if the answer has none.</param>
/// <param name="errors">Field name to sentences, empty unless it is about validation.</param>
/// <param name="body">The body as it came.</param>
public sealed class ChatProblemException(
    string message,
    HttpStatusCode status,
    string? code,
    IReadOnlyDictionary<string, IReadOnlyList<string>> errors,
    string body)
    : Exception(message)
{
    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The stable word for a program, for example <c>recipient_not_found</c>.</summary>
    public string? Code { get; } = code;

    /// <summary>Field name, as sent, to sentences; empty unless the code is <c>validation_failed</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Errors { get; } = errors;

    /// <summary>The body as it came.</summary>
    public string Body { get; } = body;

    /// <summary>How long the server asks to wait, when it answered 429.</summary>
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
            // A proxy's page, or nothing at all: the status and the body speak for themselves.
            return null;
        }
    }

    private sealed record Problem(string? Code = null, Dictionary<string, IReadOnlyList<string>>? Errors = null);
}
