using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace ChatApp.Api.Errors;

/// <summary>
/// Answers unhandled exceptions: a request that violates HTTP, a database outage, or a fault of the server. All details
/// of a fault go to the log and none to the client.
/// </summary>
internal sealed partial class UnhandledExceptions(IFailureClassifier failures, ILogger<UnhandledExceptions> logger)
    : IExceptionHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        try
        {
            await AnswerAsync(httpContext, exception);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }

        return true;
    }

    private async Task AnswerAsync(HttpContext httpContext, Exception exception)
    {
        if (httpContext.RequestAborted.IsCancellationRequested || IsOfLostConnection(exception))
        {
            // The client is gone; usually the lost connection caused the exception.
            return;
        }

        if (exception is BadHttpRequestException badRequest)
        {
            await ProblemResponse.WriteAsync(httpContext, badRequest.StatusCode);
        }
        else if (failures.IsTransient(exception))
        {
            LogOutage(logger, exception.GetBaseException().Message, ProblemResponse.TraceIdOf(httpContext));
            await ProblemResponse.WriteAsync(httpContext, Error.Unavailable(RetryAfter));
        }
        else
        {
            LogFault(logger, exception, ProblemResponse.TraceIdOf(httpContext));
            await ProblemResponse.WriteAsync(httpContext, StatusCodes.Status500InternalServerError);
        }
    }

    // A read can fail because the connection ended, shortly before the request is marked as aborted.
    private static bool IsOfLostConnection(Exception? exception) =>
        exception is not null
        && (exception is ConnectionAbortedException or ConnectionResetException
            || IsOfLostConnection(exception.InnerException));

    // Without a stack trace: in an outage there are many, and the infrastructure logs the first.
    [LoggerMessage(200, LogLevel.Warning,
        "A request failed because the database cannot be used: {Reason} (trace_id {TraceId})")]
    private static partial void LogOutage(ILogger logger, string reason, string traceId);

    [LoggerMessage(201, LogLevel.Error, "A request failed (trace_id {TraceId})")]
    private static partial void LogFault(ILogger logger, Exception exception, string traceId);
}
