using System.IO.Pipelines;
using System.Text.Json;
using ChatApp.Application.Messages;

namespace ChatApp.Api.Json;

/// <summary>The body of an answer in the making: JSON that goes straight into the connection's buffer.</summary>
internal sealed class WireBody(PipeWriter output, CancellationToken aborted) : IDisposable
{
    // What is written and not yet handed to the connection. Nearly every answer is shorter, and so leaves with its head
    // and its end in one piece.
    private const int MaxHeldBytes = 64 * 1024;

    private long _passedOn;

    /// <summary>Writes the next token.</summary>
    public Utf8JsonWriter Json { get; } = new(output, MessageJson.Options);

    /// <summary>
    /// Between two items of a list: hands on what has been written when that has become much, and waits for a client
    /// that reads slowly.
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
