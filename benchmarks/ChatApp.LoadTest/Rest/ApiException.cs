using System.Net;
using ChatApp.LoadTest.CommandLine;

namespace ChatApp.LoadTest.Rest;

/// <summary>A call that the server refused.</summary>
internal sealed class ApiException(string message, HttpStatusCode status) : LoadTestException(message)
{
    public HttpStatusCode Status { get; } = status;
}
