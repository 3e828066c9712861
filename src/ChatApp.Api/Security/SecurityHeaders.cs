using Microsoft.AspNetCore.HttpOverrides;

namespace ChatApp.Api.Security;

/// <summary>Adds security headers to every answer (contract, section 7).</summary>
internal static class SecurityHeaders
{
    // Answers of the API are never pages.
    private const string ApiPolicy =
        "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // Allows only the page's own files; 'self' in connect-src includes the socket (CSP level 3, section 6.7.2.8).
    private const string PagePolicy =
        "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'";

    // The policy for the API pages. Their style sheet contains icons as data URLs. Their script sanitizes the HTML that
    // it inserts, but does not use trusted types.
    private const string DocsPolicy =
        "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        + "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // One year, including all subdomains (OWASP ASVS 5.0, 3.4.1). Not for localhost, where other programs may use other
    // ports without TLS.
    private const string StayOnTls = "max-age=31536000; includeSubDomains";

    private static readonly Func<object, Task> OnApi = response => Set((HttpResponse)response, ApiPolicy, "no-store");
    private static readonly Func<object, Task> OnPage = response => Set((HttpResponse)response, PagePolicy);
    private static readonly Func<object, Task> OnDocs = response => Set((HttpResponse)response, DocsPolicy);
    private static readonly Func<object, Task> OnAnythingElse = response => Set((HttpResponse)response, ApiPolicy);

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Uses the current path: when the answer starts, the path may contain the configured prefix again.
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

    // Behind a proxy, the scheme is the client's, but the host may be the proxy's.
    private static bool IsOfProxy(HttpRequest request) =>
        request.Headers.ContainsKey(ForwardedHeadersDefaults.XOriginalProtoHeaderName);

    private static bool IsLocalhost(HttpRequest request) => Origin.OfServer(request) is { Host: "localhost" };
}
