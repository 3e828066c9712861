using System.IO.Pipelines;

namespace ChatApp.Api.WebSockets.Transport;

/// <summary>
/// The output of a connection as HTTP sees it. While it is held, what HTTP flushes stays where it is and goes out with the next flush of
/// <paramref name="output"/> itself: the answer to a handshake then travels with the socket's first frame, in one write. As safe as that output.
/// </summary>
internal sealed class HeldOutput(PipeWriter output) : PipeWriter
{
    /// <summary>Whether flushes are left to somebody else.</summary>
    public bool IsHeld { get; set; }

    public override bool CanGetUnflushedBytes => output.CanGetUnflushedBytes;

    public override long UnflushedBytes => output.UnflushedBytes;

    public override Memory<byte> GetMemory(int sizeHint = 0) => output.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => output.GetSpan(sizeHint);

    public override void Advance(int bytes) => output.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        IsHeld ? ValueTask.FromResult(default(FlushResult)) : output.FlushAsync(cancellationToken);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        IsHeld ? base.WriteAsync(source, cancellationToken) : output.WriteAsync(source, cancellationToken);

    public override void CancelPendingFlush() => output.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => output.Complete(exception);

    public override ValueTask CompleteAsync(Exception? exception = null) => output.CompleteAsync(exception);
}
