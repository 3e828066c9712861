using System.Text;
using ChatApp.LoadTest.Dialects;
using ChatApp.LoadTest.Sockets;

namespace ChatApp.LoadTest.Traffic;

/// <summary>
/// Gives a pair what one side receives; in a closed loop (<paramref name="inFlight"/> above 0) it also refills.
/// </summary>
internal sealed class PairSide(Dialect dialect, Pair pair, bool isSender, int inFlight, Failures failures)
    : IFrameHandler
{
    public void OnText(ReadOnlySpan<byte> payload)
    {
        if (dialect.IsError(payload))
        {
            failures.Add($"error frame: {Encoding.UTF8.GetString(payload)}");
        }
        else if (dialect.IsMessage(payload))
        {
            if (isSender)
            {
                pair.OnAcknowledged(payload);
            }
            else
            {
                pair.OnDelivered(payload);
            }
        }
    }

    public void OnBatchEnd()
    {
        if (inFlight > 0)
        {
            pair.Fill(inFlight);
        }
    }
}
