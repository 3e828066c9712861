namespace ChatApp.Application.Common;

/// <summary>An expected failure: what a program (code) and a person (detail) need to know of it.</summary>
/// <param name="Kind">Which sort of failure, and so which HTTP status.</param>
/// <param name="Code">A word of <see cref="ErrorCodes"/>.</param>
/// <param name="Detail">A sentence for a person. Says nothing of the inside of the server.</param>
public sealed record Error(ErrorKind Kind, string Code, string Detail)
{
    /// <summary>For validation: field name as on the wire → sentences.</summary>
    public IReadOnlyDictionary<string, string[]>? Fields { get; init; }

    /// <summary>When to try again, where that helps.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The request breaks a rule of its fields.</summary>
    public static Error Validation(IReadOnlyDictionary<string, string[]> fields) =>
        new(ErrorKind.Validation, ErrorCodes.ValidationFailed, "The request breaks the rules named in errors.")
        {
            Fields = fields,
        };

    /// <summary>One field of the request breaks a rule.</summary>
    public static Error Validation(string field, string sentence) =>
        Validation(new Dictionary<string, string[]> { [field] = [sentence] });

    /// <summary>The caller asks too often.</summary>
    public static Error RateLimited(TimeSpan retryAfter) =>
        new(ErrorKind.RateLimited, ErrorCodes.RateLimited, "This comes too often; slow down.")
        {
            RetryAfter = retryAfter,
        };

    /// <summary>Something that the server needs is overloaded or out of reach.</summary>
    public static Error Unavailable(TimeSpan retryAfter) =>
        new(ErrorKind.Unavailable, ErrorCodes.Unavailable, "The server cannot do this right now; try again shortly.")
        {
            RetryAfter = retryAfter,
        };
}
