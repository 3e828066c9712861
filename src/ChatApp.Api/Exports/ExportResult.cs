using System.Text.Json;
using ChatApp.Api.Errors;
using ChatApp.Api.Json;
using ChatApp.Application.Exports;
using ChatApp.Application.Messages;
using Microsoft.AspNetCore.Mvc;

namespace ChatApp.Api.Exports;

/// <summary>
/// Answers with an export while it is read. A slow client slows the reading. If the export fails after it has begun,
/// the connection is aborted, because a proper end would show that it is complete.
/// </summary>
internal sealed partial class ExportResult(Guid userId, IAsyncEnumerable<Result<ExportLine>> lines) : ActionResult
{
    /// <summary>JSON objects, one on each line.</summary>
    public const string MediaType = "application/x-ndjson";

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public override async Task ExecuteResultAsync(ActionContext context)
    {
        var http = context.HttpContext;
        var gate = http.RequestServices.GetRequiredService<ExportGate>();
        if (gate.TryEnter(userId) is { } refusal)
        {
            await ProblemResponse.WriteAsync(http, refusal);
            return;
        }

        try
        {
            await AnswerAsync(http);
        }
        finally
        {
            gate.Leave(userId);
        }
    }

    private async Task AnswerAsync(HttpContext http)
    {
        // A stop of the server must not wait for a long export.
        var stop = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stop);
        try
        {
            if (await WriteAsync(http, ended.Token) is { } error)
            {
                await RefuseAsync(http, error);
            }
        }
        catch (OperationCanceledException)
            when (stop.IsCancellationRequested && !http.RequestAborted.IsCancellationRequested)
        {
            await RefuseAsync(http, Error.Unavailable(RetryAfter));
        }
        catch (Exception exception) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            LogFailure(LoggerOf(http), exception, ProblemResponse.TraceIdOf(http));
            http.Abort();
        }
    }

    /// <returns>The error that ended the export; null if it is complete.</returns>
    private async Task<Error?> WriteAsync(HttpContext http, CancellationToken cancellationToken)
    {
        await using var reader = lines.GetAsyncEnumerator(cancellationToken);
        WireBody? body = null;
        try
        {
            while (await reader.MoveNextAsync())
            {
                if (!reader.Current.IsSuccess)
                {
                    return reader.Current.Error;
                }

                body ??= await StartAsync(http.Response, cancellationToken);
                Write(body.Json, reader.Current.Value);
                body.EndLine();
                await body.PaceAsync();
            }

            return null;
        }
        finally
        {
            body?.Dispose();
        }
    }

    private static async Task<WireBody> StartAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = MediaType;
        await response.StartAsync(cancellationToken);
        return new WireBody(response.BodyWriter, cancellationToken);
    }

    private static void Write(Utf8JsonWriter json, ExportLine line)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, line.Type);
        if (line.Value is MessageDto message)
        {
            MessageJson.WriteMembers(json, message);
        }
        else
        {
            // There are few lines of other types.
            foreach (var member in JsonSerializer.SerializeToElement(line.Value, WireJson.Options).EnumerateObject())
            {
                member.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static async Task RefuseAsync(HttpContext http, Error error)
    {
        if (http.Response.HasStarted)
        {
            LogEnd(LoggerOf(http), error.Code, ProblemResponse.TraceIdOf(http));
            http.Abort();
        }
        else
        {
            await ProblemResponse.WriteAsync(http, error);
        }
    }

    private static ILogger LoggerOf(HttpContext http) =>
        http.RequestServices.GetRequiredService<ILogger<ExportResult>>();

    [LoggerMessage(240, LogLevel.Error, "An export broke off (trace_id {TraceId})")]
    private static partial void LogFailure(ILogger logger, Exception exception, string traceId);

    [LoggerMessage(241, LogLevel.Information, "An export was ended with {Code} (trace_id {TraceId})")]
    private static partial void LogEnd(ILogger logger, string code, string traceId);
}
