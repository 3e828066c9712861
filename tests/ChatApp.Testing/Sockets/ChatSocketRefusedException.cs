using System.Net;

namespace ChatApp.Testing;

/// <summary>The server answered the handshake with an HTTP status instead of an upgrade.</summary>
/// <param name="status">The status of the response.</param>
/// <param name="inner">The exception of the socket.</param>
public sealed class ChatSocketRefusedException(HttpStatusCode status, Exception inner)
    : Exception($"The server refused the upgrade with {(int)status}.", inner)
{
    /// <summary>The status of the response.</summary>
    public HttpStatusCode Status { get; } = status;
}
