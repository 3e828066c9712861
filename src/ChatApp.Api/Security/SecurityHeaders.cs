namespace ChatApp.Api.Security;

/// <summary>Puts security headers on every answer (contract, section 7).</summary>
internal static class SecurityHeaders
{
    // Nothing that the API answers is a page.
    private const string ApiPolicy = "default-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // The page's own files and nothing else; 'self' of connect-src covers the socket (CSP level 3, section 6.7.2.8).
    private const string PagePolicy =
        "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";

    // Those of the API pages, whose icons are data within their style sheet. Their script sanitizes what it inserts, but not by trusted types.
    private const string DocsPolicy =
        "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    // A year, with all names below this one (OWASP ASVS 5.0, 3.4.1). Not for localhost, where other programs serve other ports without TLS.
    private const string StayOnTls = "max-age=31536000; includeSubDomains";

    public static IApplicationBuilder UseSecurityHeaders(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(
            static state =>
            {
                var (request, response) = (((HttpContext)state).Request, ((HttpContext)state).Response);
                var headers = response.Headers;
                headers.XContentTypeOptions = "nosniff";
                headers.XFrameOptions = "DENY";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Resource-Policy"] = "same-origin";
                if (request.IsHttps && request.Host.Host != "localhost")
                {
                    headers.StrictTransportSecurity = StayOnTls;
                }

                headers.ContentSecurityPolicy = PolicyOf(request.Path);
                if (request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                {
                    headers.CacheControl = "no-store";
                }

                return Task.CompletedTask;
            },
            context);
        return next(context);
    });

    private static string PolicyOf(PathString path) =>
        path == "/" || path == "/index.html" ? PagePolicy
        : path.StartsWithSegments("/docs", StringComparison.Ordinal) ? DocsPolicy
        : ApiPolicy;
}
