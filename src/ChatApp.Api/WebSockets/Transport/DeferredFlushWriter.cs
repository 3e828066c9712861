using System.IO.Pipelines;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>
/// The output of a connection, as HTTP sees it. While flushes are deferred, data that HTTP flushes stays in the buffer
/// until <paramref name="output"/> itself is flushed. So the answer to a handshake is sent together with the socket's
/// first frame. It is as thread-safe as that output.
/// </summary>
internal sealed class DeferredFlushWriter(PipeWriter output) : PipeWriter
{
    /// <summary>Whether only the user of the output itself flushes.</summary>
    public bool DefersFlushes { get; set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    public override void Advance(int bytes) => output.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        DefersFlushes ? ValueTask.FromResult(default(FlushResult)) : output.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(
        ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        DefersFlushes ? base.WriteAsync(source, cancellationToken) : output.WriteAsync(source, cancellationToken);

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);
}
