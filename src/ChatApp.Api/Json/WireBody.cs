using System.IO.Pipelines;
using System.Text.Json;
using ChatApp.Application.Messages;

namespace ChatApp.Api.Json;

/// <summary>The body of an answer while it is written: JSON that goes directly into the connection's buffer.</summary>
internal sealed class WireBody(PipeWriter output, CancellationToken aborted) : IDisposable
{
    // Most bytes that are written but not yet passed to the connection. Nearly every answer is shorter, so its head,
    // body and end are sent together.
    private const int MaxHeldBytes = 64 * 1024;

    private long _passedOn;

    /// <summary>The writer for the JSON.</summary>
    public Utf8JsonWriter Json { get; } = new(output, MessageJson.Options);

    /// <summary>
    /// Call this between the items of a list. If many bytes have been written, it passes them on and waits for a slow
    /// client.
    /// </summary>
    public ValueTask PaceAsync() =>
        Json.BytesCommitted + Json.BytesPending - _passedOn < MaxHeldBytes ? ValueTask.CompletedTask : PassOnAsync();

    public void Dispose() => Json.Dispose();

    private async ValueTask PassOnAsync()
    {
        Json.Flush();
        _passedOn = Json.BytesCommitted;
        await output.FlushAsync(aborted);
    }
}
