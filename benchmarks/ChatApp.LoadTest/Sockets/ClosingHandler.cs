namespace ChatApp.LoadTest.Sockets;

/// <summary>What still arrives on a socket that is being closed interests nobody.</summary>
internal sealed class ClosingHandler : IFrameHandler
{
    public static ClosingHandler Instance { get; } = new();

    public void OnText(ReadOnlySpan<byte> payload)
    {
    }

    public void OnBatchEnd()
    {
    }
}
