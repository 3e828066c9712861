using System.Runtime.CompilerServices;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// The bytes of an upgraded connection, which stay readable after a <see cref="System.Net.WebSockets.WebSocket"/> has given up on them.
/// </summary>
/// <remarks>
/// When a client breaks RFC 6455 the framework sends the close frame and disposes the stream at once. The connection is then reset before
/// the client has read why. This stream instead stays open until <see cref="LingerAsync"/> has read what was still on its way.
/// Disposed while an operation is under way, which is how the framework aborts, it cuts the connection.
/// </remarks>
internal sealed class LingeringStream(Stream inner, Action cut) : Stream
{
    private const int DiscardBufferSize = 1024;

    private int _operations;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads and discards until the peer closes its side.</summary>
    public async Task LingerAsync(CancellationToken cancellationToken)
    {
        var discarded = new byte[DiscardBufferSize];
        while (await inner.ReadAsync(discarded, cancellationToken) > 0)
        {
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _operations);
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _operations);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _operations);
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _operations);
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    // The inner stream belongs to the HTTP connection, which ends it with the request.
    protected override void Dispose(bool disposing)
    {
        if (disposing && Volatile.Read(ref _operations) > 0)
        {
            cut();
        }

        base.Dispose(disposing);
    }
}
