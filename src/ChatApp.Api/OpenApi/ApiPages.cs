namespace ChatApp.Api.OpenApi;

/// <summary>The OpenAPI document, and the pages at <c>/docs</c> that show it (contract, section 7).</summary>
internal static class ApiPages
{
    public static void MapApiPages(this WebApplication app)
    {
        ApiDocument.Map(app);
        app.MapSocketDocument();

        // Only the files of Swagger UI itself. The page that loads them is in wwwroot, so that it needs no inline
        // script (decision 0020).
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal),
            docs => docs.UseSwaggerUI(options => options.RoutePrefix = "docs"));
    }
}
