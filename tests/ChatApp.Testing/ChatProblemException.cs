using System.Net;

namespace ChatApp.Testing;

/// <summary>The server has answered a typed call with an error.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="problem">The body.</param>
/// <param name="headers">The headers of the answer.</param>
public sealed class ChatProblemException(HttpStatusCode status, Problem problem, System.Net.Http.Headers.HttpResponseHeaders headers)
    : Exception($"{(int)status} {problem.Code}: {problem.Detail}")
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status { get; } = status;

    /// <summary>The body.</summary>
    public Problem Problem { get; } = problem;

    /// <summary>The stable word for programs.</summary>
    public string Code => Problem.Code;

    /// <summary>The headers of the answer.</summary>
    public System.Net.Http.Headers.HttpResponseHeaders Headers { get; } = headers;
}
