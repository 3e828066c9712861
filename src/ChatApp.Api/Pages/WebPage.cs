using ChatApp.Api.Addresses;
using ChatApp.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.Pages;

/// <summary>Serves <c>wwwroot</c>: the web page, and the document of the API pages (contract, section 7).</summary>
internal static class WebPage
{
    // The files are small. Revalidating them on each load means that files of two versions are never mixed.
    private const string Revalidate = "no-cache";

    // Directory paths, at which a document of wwwroot is served besides its own name.
    private static readonly string[] Directories = ["/", "/docs/"];

    public static void UsePage(this WebApplication app) => app.UseWhen(
        context => LacksSlash(context.Request) || IsOfPage(app.Environment, context.Request.Path),
        page =>
        {
            page.Use(RefuseOtherMethods);
            page.Use(RedirectToDirectory);
            page.UseDefaultFiles();
            page.Use(ServeAsync);
        });

    private static Task ServeAsync(HttpContext context, RequestDelegate next)
    {
        var files = context.RequestServices.GetRequiredService<PageFiles>();
        if (files.Find(context.Request.Path) is not { } file)
        {
            return next(context);
        }

        var headers = context.Response.Headers;
        headers.CacheControl = Revalidate;
        headers.Vary = HeaderNames.AcceptEncoding;
        var form = file.FormFor(context.Request.Headers.AcceptEncoding);
        headers.ContentEncoding = form.Encoding;
        return Results.Bytes(
            form.Bytes, file.ContentType, enableRangeProcessing: form.Encoding is null, lastModified: file.LastModified,
            entityTag: form.Tag).ExecuteAsync(context);
    }

    // The documents use relative references, which are correct only with the slash.
    private static bool LacksSlash(HttpRequest request) =>
        request.Path == "/docs" || (request.PathBase.HasValue && !request.Path.HasValue);

    private static bool IsOfPage(IWebHostEnvironment environment, PathString path) =>
        path.Value is { Length: > 0 } value
        && !value.StartsWith("/api/", StringComparison.Ordinal)
        && !value.StartsWith("/ws/", StringComparison.Ordinal)
        && (Directories.Contains(value) || environment.WebRootFileProvider.GetFileInfo(value).Exists);

    private static Task RedirectToDirectory(HttpContext context, RequestDelegate next)
    {
        if (!LacksSlash(context.Request))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status301MovedPermanently;
        context.Response.Headers.Location = RelativeReference.ToDirectory(context.Request);
        return Task.CompletedTask;
    }

    private static Task RefuseOtherMethods(HttpContext context, RequestDelegate next)
    {
        if (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        {
            return next(context);
        }

        context.Response.Headers.Allow = $"{HttpMethods.Get}, {HttpMethods.Head}";
        return ProblemResponse.WriteAsync(context, StatusCodes.Status405MethodNotAllowed);
    }
}
