using System.Net;

/// <summary>What the server has refused: decide by the status or the code, show the message.</summary>
internal sealed class Problem(HttpStatusCode status, string code, string detail, TimeSpan retryAfter)
    : Exception($"{code}: {detail}")
{
    /// <summary>The word for programs.</summary>
    public string Code { get; } = code;

    /// <summary>401 says that the session is over.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>How long the server wants to be left alone.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter;
}
