using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatApp.Browser.Tests;

/// <summary>A reverse proxy that serves a server only under a path prefix, and removes the prefix.</summary>
internal sealed class PrefixProxy : IAsyncDisposable
{
    // These headers apply to a single connection, and the proxy has separate ones (RFC 9110, section 7.6.1).
    private static readonly HashSet<string> Hops = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Content-Length",
    };

    private readonly Uri _server;
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private PrefixProxy(Uri server, string prefix)
    {
        _server = server;
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrel().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.UseWebSockets();
        _app.Map(prefix, branch => branch.Run(ForwardAsync));
    }

    /// <summary>The address for browsers; ends with the prefix and a slash.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>Starts a proxy.</summary>
    /// <param name="server">The server behind the proxy.</param>
    /// <param name="prefix">A path without a slash at its end.</param>
    public static async Task<PrefixProxy> StartAsync(Uri server, string prefix)
    {
        var proxy = new PrefixProxy(server, prefix);
        await proxy._app.StartAsync();
        proxy.Address = new Uri(new Uri(proxy._app.Urls.First()), $"{prefix}/");
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private Task ForwardAsync(HttpContext context) =>
        context.WebSockets.IsWebSocketRequest ? ForwardSocketAsync(context) : ForwardCallAsync(context);

    private async Task ForwardCallAsync(HttpContext context)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(context.Request.Method), AddressOf(context, _server.Scheme));
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
        }

        foreach (var (name, values) in context.Request.Headers.Where(header => !Hops.Contains(header.Key)))
        {
            if (!request.Headers.TryAddWithoutValidation(name, values.AsEnumerable()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, values.AsEnumerable());
            }
        }

        using var answer = await _client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        context.Response.StatusCode = (int)answer.StatusCode;
        var headers = answer.Headers.Concat(answer.Content.Headers);
        foreach (var (name, values) in headers.Where(header => !Hops.Contains(header.Key)))
        {
            context.Response.Headers.Append(name, values.ToArray());
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private async Task ForwardSocketAsync(HttpContext context)
    {
        using var server = new ClientWebSocket();
        foreach (var name in new[] { "Host", "Origin", "Authorization" })
        {
            if (context.Request.Headers.TryGetValue(name, out var value))
            {
                server.Options.SetRequestHeader(name, value);
            }
        }

        await server.ConnectAsync(AddressOf(context, "ws"), context.RequestAborted);
        using var browser = await context.WebSockets.AcceptWebSocketAsync();
        await Task.WhenAny(CopyAsync(server, browser), CopyAsync(browser, server));
    }

    // Ends with the socket that it reads, and closes the other one.
    private static async Task CopyAsync(WebSocket from, WebSocket to)
    {
        var buffer = new byte[64 * 1024];
        while (from.State == WebSocketState.Open)
        {
            var part = await from.ReceiveAsync(buffer, CancellationToken.None);
            if (part.MessageType != WebSocketMessageType.Close)
            {
                await to.SendAsync(buffer.AsMemory(0, part.Count), part.MessageType, part.EndOfMessage, default);
            }
            else if (to.State == WebSocketState.Open)
            {
                await to.CloseOutputAsync(
                    from.CloseStatus ?? WebSocketCloseStatus.NormalClosure, from.CloseStatusDescription, default);
            }
        }
    }

    // Under Map, the path is the rest after the prefix.
    private Uri AddressOf(HttpContext context, string scheme)
    {
        var (path, query) = (context.Request.Path, context.Request.QueryString);
        return new UriBuilder(_server) { Scheme = scheme, Path = path, Query = query.Value }.Uri;
    }
}
