namespace ChatApp.Api.WebSockets;

/// <summary>
/// Which pages may open sockets: the server's own and those that are configured, compared as a whole (RFC 6455, section 10.2). Without an
/// Origin it is no browser, and passes.
/// </summary>
internal sealed class OriginPolicy(SocketSettings settings)
{
    public bool IsAllowed(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            || string.Equals(origin, $"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase)
            || settings.AllowedOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase);
    }
}
