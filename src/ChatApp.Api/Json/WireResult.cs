using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using ChatApp.Application.Events;
using ChatApp.Application.Messages;
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

    protected abstract ValueTask WriteAsync(WireBody body);
}

internal sealed class MessageResult(int status, MessageDto message) : WireResult(status)
{
    protected override ValueTask WriteAsync(WireBody body)
    {
        MessageJson.Write(body.Json, message);
        return ValueTask.CompletedTask;
    }
}

internal sealed class MessagesResult(IReadOnlyList<MessageDto> messages) : WireResult(StatusCodes.Status200OK)
{
    protected override async ValueTask WriteAsync(WireBody body)
    {
        body.Json.WriteStartArray();
        foreach (var message in messages)
        {
            MessageJson.Write(body.Json, message);
            await body.PaceAsync();
        }

        body.Json.WriteEndArray();
    }
}

/// <summary>Answers with a page of a user's events, each encoded as for a socket.</summary>
internal sealed class SyncResult(EventPage page, Guid userId, IEventEncoder encoder)
    : WireResult(StatusCodes.Status200OK)
{
    protected override async ValueTask WriteAsync(WireBody body)
    {
        body.Json.WriteStartObject();
        body.Json.WriteStartArray("events"u8);
        foreach (var logged in page.Events)
        {
            body.Json.WriteRawValue(encoder.Encode(logged, userId, page.Epoch).Span, skipInputValidation: true);
            await body.PaceAsync();
        }

        body.Json.WriteEndArray();
        body.Json.WriteString("cursor"u8, page.Cursor);
        body.Json.WriteBoolean("has_more"u8, page.HasMore);
        body.Json.WriteEndObject();
    }
}

/// <summary>The body of an answer while it is written: JSON that goes directly into the connection's buffer.</summary>
internal sealed class WireBody(PipeWriter output, CancellationToken aborted) : IDisposable
{
    // Most bytes that are written but not yet passed to the connection. Nearly every answer is shorter, so its head,
    // body and end are sent together.
    private const int MaxHeldBytes = 64 * 1024;

    private long _passedOn;

    public Utf8JsonWriter Json { get; } = new(output, MessageJson.Options);

    /// <summary>To be called between the items of a list: passes many bytes on, and waits for a slow client.</summary>
    public ValueTask PaceAsync() =>
        Json.BytesCommitted + Json.BytesPending - _passedOn < MaxHeldBytes ? ValueTask.CompletedTask : PassOnAsync();

    /// <summary>Ends the line, so that another object can follow on the next one.</summary>
    public void EndLine()
    {
        Json.Flush();
        output.Write("\n"u8);

        // The writer counts anew after this.
        _passedOn -= Json.BytesCommitted + 1;
        Json.Reset();
    }

    public void Dispose() => Json.Dispose();

    private async ValueTask PassOnAsync()
    {
        Json.Flush();
        _passedOn = Json.BytesCommitted;
        await output.FlushAsync(aborted);
    }
}
