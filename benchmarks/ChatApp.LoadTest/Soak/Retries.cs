using System.Collections.Concurrent;
using System.Diagnostics;

namespace ChatApp.LoadTest.Soak;

/// <summary>
/// Messages that the server could not take now, each to be sent again after a second, as the server asks for. A talk
/// has one at a time, which bounds them. Any thread may add, one sends.
/// </summary>
internal sealed class Retries
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(long At, Device Device, Talk Talk)> _refused = new();

    public void Add(Device device, Talk talk) => _refused.Enqueue((Stopwatch.GetTimestamp(), device, talk));

    public void SendDue()
    {
        while (_refused.TryPeek(out var first)
            && Stopwatch.GetElapsedTime(first.At) >= Pause
            && _refused.TryDequeue(out first))
        {
            if (first.Talk.OpenOf(first.Device) is { } open)
            {
                first.Device.Send(open);
            }
        }
    }
}
