using Microsoft.AspNetCore.HttpOverrides;

namespace ChatApp.Api.Security;

/// <summary>Puts security headers on every answer (contract, section 7).</summary>
internal static class SecurityHeaders
{
    // Nothing that the API answers is a page.
    private const string ApiPolicy =
        "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // The page's own files and nothing else; 'self' of connect-src covers the socket (CSP level 3, section 6.7.2.8).
    private const string PagePolicy =
        "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'";

    // Those of the API pages, whose icons are data within their style sheet. Their script sanitizes what it inserts,
    // but not by trusted types.
    private const string DocsPolicy =
        "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A year, with all names below this one (OWASP ASVS 5.0, 3.4.1). Not for localhost, where other programs serve
    // other ports without TLS.
    private const string StayOnTls = "max-age=31536000; includeSubDomains";

    private static readonly Func<object, Task> OnApi = response => Set((HttpResponse)response, ApiPolicy, "no-store");
    private static readonly Func<object, Task> OnPage = response => Set((HttpResponse)response, PagePolicy);
    private static readonly Func<object, Task> OnDocs = response => Set((HttpResponse)response, DocsPolicy);
    private static readonly Func<object, Task> OnAnythingElse = response => Set((HttpResponse)response, ApiPolicy);

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // By the path of now: once the answer starts, a configured prefix may be part of it again.
        context.Response.OnStarting(HeadersFor(context.Request.Path), context.Response);
        return next(context);
    });

    private static Func<object, Task> HeadersFor(PathString path) =>
        path == "/" || path == "/index.html" ? OnPage
        : path.StartsWithSegments("/docs", StringComparison.OrdinalIgnoreCase) ? OnDocs
        : path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) ? OnApi
        : OnAnythingElse;

    private static Task Set(HttpResponse response, string policy, string? cacheControl = null)
    {
        var headers = response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = policy;
        if (cacheControl is not null)
        {
            headers.CacheControl = cacheControl;
        }

        var request = response.HttpContext.Request;
        if (request.IsHttps && (IsOfProxy(request) || !IsLocalhost(request)))
        {
            headers.StrictTransportSecurity = StayOnTls;
        }

        return Task.CompletedTask;
    }

    // The scheme is the client's and the host may be the proxy's.
    private static bool IsOfProxy(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName);

    private static bool IsLocalhost(HttpRequest request) => Origin.OfServer(request) is { Host: "localhost" };
}
