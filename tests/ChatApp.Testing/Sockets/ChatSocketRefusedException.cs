using System.Net;

namespace ChatApp.Testing;

/// <summary>The server answered the handshake with an HTTP status instead of an upgrade.</summary>
/// <param name="status">The status of the answer.</param>
/// <param name="inner">What the socket said.</param>
public sealed class ChatSocketRefusedException(HttpStatusCode status, Exception inner)
    : Exception($"The server refused the upgrade with {(int)status}.", inner)
{
    /// <summary>The status of the answer.</summary>
    public HttpStatusCode Status { get; } = status;
}
