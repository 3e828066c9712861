using System.Net.Http.Headers;

namespace ChatApp.Testing;

/// <summary>Sends each request to where the server listens now, so that clients outlive a restart, and adds the access token of now.</summary>
internal sealed class CurrentServerHandler(ChatTestServer server, Func<string?> accessToken, HttpMessageHandler connections)
    : DelegatingHandler(connections)
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri ?? throw new InvalidOperationException("A request needs an address.");
        request.RequestUri = new UriBuilder(asked) { Host = server.BaseAddress.Host, Port = server.BaseAddress.Port }.Uri;
        if (request.Headers.Authorization is null && accessToken() is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
