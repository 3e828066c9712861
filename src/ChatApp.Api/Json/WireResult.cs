using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Json;

/// <summary>
/// Answers a controller's call with JSON written by hand. For what is asked for often; everything else is left to the
/// framework, which chooses a formatter, walks over the properties of each object and sends the end of the answer by
/// itself.
/// </summary>
internal abstract class WireResult(int status) : ActionResult
{
    private const string MediaType = "application/json; charset=utf-8";

    public sealed override async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = status;
        response.ContentType = MediaType;

        // With the head written first the body needs no buffer of its own. Neither is sent before there is much or the
        // request ends.
        await response.StartAsync(context.HttpContext.RequestAborted);
        using var body = new WireBody(response.BodyWriter, context.HttpContext.RequestAborted);
        await WriteAsync(body);
        body.Json.Flush();
    }

    /// <summary>Writes the one JSON value that is the answer.</summary>
    protected abstract ValueTask WriteAsync(WireBody body);
}
