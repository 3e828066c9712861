using ChatApp.Application.Common;
using ChatApp.Infrastructure.Persistence;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;

namespace ChatApp.Api.Errors;

/// <summary>
/// The last resort: a request that broke the rules of HTTP, a database that is out of reach, or a fault of the server, which is
/// logged in full and told to the client as no more than that.
/// </summary>
internal sealed partial class UnhandledExceptions(ILogger<UnhandledExceptions> logger) : IExceptionHandler
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        try
        {
            await AnswerAsync(httpContext, exception);
        }
        catch (OperationCanceledException) when (httpContext.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there any more to hear of it.
        }

        return true;
    }

    private async Task AnswerAsync(HttpContext httpContext, Exception exception)
    {
        if (httpContext.RequestAborted.IsCancellationRequested || IsOfLostConnection(exception))
        {
            // Nobody is there any more to hear of it, and what failed is as a rule the connection of the client.
            return;
        }

        if (exception is BadHttpRequestException badRequest)
        {
            await ProblemResponse.WriteAsync(httpContext, badRequest.StatusCode);
        }
        else if (DatabaseFailure.IsPassing(exception))
        {
            LogOutage(logger, exception, ProblemResponse.TraceIdOf(httpContext));
            await ProblemResponse.WriteAsync(httpContext, Error.Unavailable(RetryAfter));
        }
        else
        {
            LogFault(logger, exception, ProblemResponse.TraceIdOf(httpContext));
            await ProblemResponse.WriteAsync(httpContext, StatusCodes.Status500InternalServerError);
        }
    }

    // The request hears of the end of its connection a moment after whoever reads from that.
    private static bool IsOfLostConnection(Exception? exception) =>
        exception is not null
        && (exception is ConnectionAbortedException or ConnectionResetException
            || IsOfLostConnection(exception.InnerException));

    [LoggerMessage(EventId = 200, Level = LogLevel.Error,
        Message = "A request failed because the database is out of reach (trace_id {TraceId})")]
    private static partial void LogOutage(ILogger logger, Exception exception, string traceId);

    [LoggerMessage(EventId = 201, Level = LogLevel.Error, Message = "A request failed (trace_id {TraceId})")]
    private static partial void LogFault(ILogger logger, Exception exception, string traceId);
}
