using ChatApp.Api.Addresses;
using ChatApp.Api.Errors;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api;

/// <summary>Serves the web page, and the document of the API pages (contract, section 7): the files of <c>wwwroot</c>, as they are.</summary>
internal static class Page
{
    // A file of the page is a few kilobytes: asked about each time, it never mixes with those of another version.
    private const string Revalidate = "no-cache";

    // What a document of wwwroot is asked by besides its own name.
    private static readonly string[] Directories = ["/", "/docs/"];

    // Texts of the page alone. An answer that holds a secret beside something that a stranger has chosen must not be compressed.
    private static readonly string[] Compressed = ["text/html", "text/css", "text/javascript", "image/svg+xml"];

    public static IServiceCollection AddPage(this IServiceCollection services) => services.AddResponseCompression(options =>
    {
        options.EnableForHttps = true;
        options.MimeTypes = Compressed;
    });

    public static void UsePage(this WebApplication app) => app.UseWhen(
        context => LacksSlash(context.Request) || IsOfPage(app.Environment, context.Request.Path),
        page =>
        {
            page.Use(RefuseOtherMethods);
            page.Use(RedirectToDirectory);
            page.UseResponseCompression();
            page.UseDefaultFiles();
            page.UseStaticFiles(new StaticFileOptions
            {
                OnPrepareResponse = file => file.Context.Response.Headers[HeaderNames.CacheControl] = Revalidate,
            });
        });

    // Such a document refers to others relative to the name with the slash.
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
