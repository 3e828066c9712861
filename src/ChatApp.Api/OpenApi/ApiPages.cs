namespace ChatApp.Api.OpenApi;

/// <summary>
/// The OpenAPI document, and the pages at <c>/docs</c> that it is read and tried on (contract, section 7).
/// </summary>
internal static class ApiPages
{
    public static void MapApiPages(this WebApplication app)
    {
        ApiDocument.Map(app);
        app.MapSocketDocument();

        // Swagger UI's own files alone: the page that puts them together is one of wwwroot, so that nothing of it is
        // inline (decision 0020).
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments("/docs", StringComparison.Ordinal),
            docs => docs.UseSwaggerUI(options => options.RoutePrefix = "docs"));
    }
}
