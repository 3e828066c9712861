using System.Net.Http.Headers;
using System.Text;

namespace ChatApp.Testing;

/// <summary>
/// Sends each request over a link or to the server's current address, so that clients survive a restart, and adds
/// the current access token. If secrets are watched, it learns those in requests and responses, and records error
/// responses.
/// </summary>
internal sealed class CurrentServerHandler(
    ChatTestServer server, ChatLink? link, Func<string?> accessToken, HttpMessageHandler connections)
    : DelegatingHandler(connections)
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri ?? throw new InvalidOperationException("A request needs an address.");
        var address = link?.Address ?? server.BaseAddress;
        request.RequestUri = new UriBuilder(asked) { Host = address.Host, Port = address.Port }.Uri;
        if (request.Headers.Authorization is null && accessToken() is { } token)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (server.Watch is not { } watch)
        {
            return await base.SendAsync(request, cancellationToken);
        }

        watch.LearnFrom(await ReadAsync(request.Content, cancellationToken));
        var response = await base.SendAsync(request, cancellationToken);
        var body = await ReadAsync(response.Content, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            watch.LearnFrom(body);
        }
        else
        {
            watch.Keep($"Answer {(int)response.StatusCode}", $"{response.Headers} {Encoding.UTF8.GetString(body)}");
        }

        return response;
    }

    private static async Task<byte[]> ReadAsync(HttpContent? content, CancellationToken cancellationToken) =>
        content is null ? [] : await content.ReadAsByteArrayAsync(cancellationToken);
}
