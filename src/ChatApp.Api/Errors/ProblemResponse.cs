using System.Diagnostics;
using System.Globalization;
using ChatApp.Api.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace ChatApp.Api.Errors;

/// <summary>Writes all HTTP error answers: from an expected failure, or from a status of the framework.</summary>
internal static class ProblemResponse
{
    public static int StatusOf(ErrorKind kind) => kind switch
    {
        ErrorKind.Validation => StatusCodes.Status400BadRequest,
        ErrorKind.Unauthorized => StatusCodes.Status401Unauthorized,
        ErrorKind.Forbidden => StatusCodes.Status403Forbidden,
        ErrorKind.NotFound => StatusCodes.Status404NotFound,
        ErrorKind.Conflict => StatusCodes.Status409Conflict,
        ErrorKind.Gone => StatusCodes.Status410Gone,
        ErrorKind.RateLimited => StatusCodes.Status429TooManyRequests,
        ErrorKind.Unavailable => StatusCodes.Status503ServiceUnavailable,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "There is no status for this kind of error."),
    };

    public static string TraceIdOf(HttpContext context) =>
        Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    public static async Task WriteAsync(HttpContext context, Error error)
    {
        if (error.Kind == ErrorKind.RateLimited)
        {
            await context.RequestServices.GetRequiredService<HeldRefusals>().WaitAsync(context);
        }

        if (error.RetryAfter is { } retryAfter)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        await WriteAsync(context, StatusOf(error.Kind), error.Code, error.Detail, error.Fields);
    }

    /// <summary>Writes the error for a status that has no other description.</summary>
    public static Task WriteAsync(HttpContext context, int status)
    {
        var (code, detail) = status switch
        {
            StatusCodes.Status400BadRequest => (ErrorCodes.ValidationFailed, "The request is malformed."),
            StatusCodes.Status401Unauthorized => (
                ErrorCodes.Unauthorized, "The access token is missing or expired; log in or refresh."),
            StatusCodes.Status403Forbidden => (HttpErrorCodes.Forbidden, "This is not allowed."),
            StatusCodes.Status404NotFound => (HttpErrorCodes.NotFound, "There is nothing at this path."),
            StatusCodes.Status405MethodNotAllowed => (
                HttpErrorCodes.MethodNotAllowed, "This path does not support this method."),
            StatusCodes.Status413PayloadTooLarge => (HttpErrorCodes.PayloadTooLarge, "A body may have at most 64 KiB."),
            StatusCodes.Status415UnsupportedMediaType => (
                HttpErrorCodes.UnsupportedMediaType, "Send the body as application/json."),
            StatusCodes.Status426UpgradeRequired => (
                HttpErrorCodes.UpgradeRequired, "This path is only for WebSockets."),
            StatusCodes.Status503ServiceUnavailable => (
                ErrorCodes.Unavailable, "The server cannot do this right now; try again shortly."),
            >= 500 => (HttpErrorCodes.InternalError, "The server failed; the request was not the cause."),
            _ => (HttpErrorCodes.BadRequest, "The server does not accept this request."),
        };
        return WriteAsync(context, status, code, detail);
    }

    public static Task WriteAsync(
        HttpContext context, int status, string code, string detail,
        IReadOnlyDictionary<string, string[]>? fields = null)
    {
        var title = ReasonPhrases.GetReasonPhrase(status);
        var problem = new ApiProblem(title, status, detail, code, TraceIdOf(context)) { Errors = fields };
        if (status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        context.Response.StatusCode = status;
        context.Response.Headers[HeaderNames.CacheControl] = "no-store";
        return context.Response.WriteAsJsonAsync(
            problem, WireJson.Options, ApiProblem.MediaType, context.RequestAborted);
    }
}

internal sealed class ErrorResult(Error error) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context) =>
        ProblemResponse.WriteAsync(context.HttpContext, error);
}
