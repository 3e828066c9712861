namespace ChatApp.LoadTest.Sockets;

/// <summary>Takes what one socket receives. Called by its receive loop alone; must not block.</summary>
internal interface IFrameHandler
{
    void OnText(ReadOnlySpan<byte> payload);

    /// <summary>All that has arrived so far was handed over: the moment to answer it with one send.</summary>
    void OnBatchEnd();
}
