using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Json;

/// <summary>
/// Answers a call with JSON written by hand, for frequent calls. Other calls use the framework, which selects a
/// formatter, walks over the properties of each object, and sends the end of the answer separately.
/// </summary>
internal abstract class WireResult(int status) : ActionResult
{
    private const string MediaType = "application/json; charset=utf-8";

    public sealed override async Task ExecuteResultAsync(ActionContext context)
    {
        var response = context.HttpContext.Response;
        response.StatusCode = status;
        response.ContentType = MediaType;

        // Starting the answer first means that the body needs no extra buffer. Head and body are still sent together,
        // unless the body is large.
        await response.StartAsync(context.HttpContext.RequestAborted);
        using var body = new WireBody(response.BodyWriter, context.HttpContext.RequestAborted);
        await WriteAsync(body);
        body.Json.Flush();
    }

    /// <summary>Writes the JSON value of the answer.</summary>
    protected abstract ValueTask WriteAsync(WireBody body);
}
