using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Dialects;

/// <summary>
/// Cuts frames into the records that they hold. SignalR writes a record into one frame, never into two.
/// </summary>
internal sealed class RecordSplitter(IFrameHandler records) : IFrameHandler
{
    private const byte Separator = 0x1e;

    public void OnText(ReadOnlySpan<byte> payload)
    {
        while (payload.IndexOf(Separator) is >= 0 and var end)
        {
            records.OnText(payload[..end]);
            payload = payload[(end + 1)..];
        }
    }

    public void OnBatchEnd() => records.OnBatchEnd();
}
