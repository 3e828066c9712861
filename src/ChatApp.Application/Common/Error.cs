namespace ChatApp.Application.Common;

/// <summary>An expected failure, described for programs (code) and for people (detail).</summary>
/// <param name="Kind">The kind of failure, which determines the HTTP status.</param>
/// <param name="Code">One of <see cref="ErrorCodes"/>.</param>
/// <param name="Detail">A sentence for a person. It reveals nothing about the internals of the server.</param>
public sealed record Error(ErrorKind Kind, string Code, string Detail)
{
    /// <summary>For validation errors: sentences by field name, as sent by the client.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; init; }

    /// <summary>After what time a retry makes sense; null if a retry does not help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Some fields of the request are not valid.</summary>
    public static Error Validation(IReadOnlyDictionary<string, string[]> fields) =>
        new(ErrorKind.Validation, ErrorCodes.ValidationFailed, "The request is not valid; see errors.")
        {
            Fields = fields,
        };

    /// <summary>One field of the request is not valid.</summary>
    public static Error Validation(string field, string sentence) =>
        Validation(new Dictionary<string, string[]> { [field] = [sentence] });

    /// <summary>The caller has exceeded a rate limit.</summary>
    public static Error RateLimited(TimeSpan retryAfter) =>
        new(ErrorKind.RateLimited, ErrorCodes.RateLimited, "Too many requests; slow down.") { RetryAfter = retryAfter };

    /// <summary>A part that the server needs is overloaded or cannot be reached.</summary>
    public static Error Unavailable(TimeSpan retryAfter) =>
        new(ErrorKind.Unavailable, ErrorCodes.Unavailable, "The server cannot do this right now; try again shortly.")
        {
            RetryAfter = retryAfter,
        };
}

/// <summary>Kinds of expected failures. The Api maps each kind to one HTTP status.</summary>
public enum ErrorKind
{
    /// <summary>The request breaks a rule.</summary>
    Validation,

    /// <summary>The caller's identity is not proven or no longer valid.</summary>
    Unauthorized,

    /// <summary>The caller is known but may not do this.</summary>
    Forbidden,

    /// <summary>The requested item does not exist for this caller.</summary>
    NotFound,

    /// <summary>The request conflicts with the current state.</summary>
    Conflict,

    /// <summary>The requested item existed but is no longer available.</summary>
    Gone,

    /// <summary>The caller has exceeded a rate limit.</summary>
    RateLimited,

    /// <summary>The server cannot answer right now.</summary>
    Unavailable,
}
