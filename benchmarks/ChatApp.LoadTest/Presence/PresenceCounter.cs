using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Presence;

/// <summary>Counts the presence events of all sockets. Thread-safe.</summary>
internal sealed class PresenceCounter : IFrameHandler
{
    private long _online;
    private long _offline;

    public long Online => Interlocked.Read(ref _online);

    public long Offline => Interlocked.Read(ref _offline);

    public void OnText(ReadOnlySpan<byte> payload)
    {
        if (payload.IndexOf("\"type\":\"presence\""u8) >= 0)
        {
            Interlocked.Increment(ref payload.IndexOf("\"online\":true"u8) >= 0 ? ref _online : ref _offline);
        }
    }

    public void OnBatchEnd()
    {
    }
}
