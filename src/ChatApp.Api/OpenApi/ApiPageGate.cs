using ChatApp.Api.Connections;
using ChatApp.Api.Errors;

namespace ChatApp.Api.OpenApi;

/// <summary>
/// Bounds how many answers with documents of the API, and files of the pages that show them, are under way at once:
/// 429 and 503 beyond. Each takes a hundred kilobytes and more for as long as its client takes to read it, and needs no
/// token.
/// </summary>
/// <param name="limits">The bounds.</param>
/// <param name="widths">How many more the blocks around an address may have.</param>
internal sealed class ApiPageGate(ApiPageLimits limits, AddressWidths widths)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);
    private static readonly PathString[] Pages = ["/docs", "/openapi", "/asyncapi.json"];

    private readonly ConnectionCounter _byAddress = new(widths);
    private int _total;

    /// <summary>Middleware.</summary>
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
