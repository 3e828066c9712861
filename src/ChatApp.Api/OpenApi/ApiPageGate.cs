using ChatApp.Api.Connections;
using ChatApp.Api.Errors;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// Limits how many answers with API documents, and with files of the pages that show them, are in progress at once: 429
/// and 503 beyond. Each needs no token and uses a hundred kilobytes or more until its client has read it.
/// </summary>
internal sealed class ApiPageGate(ApiPageLimits limits, AddressWidths widths)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly PathString[] Pages = ["/docs", "/openapi", "/asyncapi.json"];

    private readonly ConnectionCounter _byAddress = new(widths);
    private int _total;

    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!Pages.Any(page => context.Request.Path.StartsWithSegments(page, StringComparison.OrdinalIgnoreCase)))
        {
            await next(context);
            return;
        }

        var address = ClientAddress.Of(context.Connection.RemoteIpAddress);
        if (!_byAddress.TryEnter(address, limits.PerAddress))
        {
            await ProblemResponse.WriteAsync(context, Error.RateLimited(RetryAfter));
            return;
        }

        try
        {
            await (Interlocked.Increment(ref _total) <= limits.Total
                ? next(context)
                : ProblemResponse.WriteAsync(context, Error.Unavailable(RetryAfter)));
        }
        finally
        {
            Interlocked.Decrement(ref _total);
            _byAddress.Leave(address);
        }
    }
}

/// <summary>The limits for answers in progress with API documents and pages.</summary>
internal sealed record ApiPageLimits(int Total, int PerAddress);
