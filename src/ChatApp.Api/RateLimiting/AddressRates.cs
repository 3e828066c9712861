using System.Threading.RateLimiting;
using ChatApp.Application.Common;

namespace ChatApp.Api.RateLimiting;

/// <summary>
/// A rate for each address, and a higher one for each block around it. Safe for use by any thread.
/// </summary>
internal sealed class AddressRates : IDisposable
{
    private readonly AddressWidths _widths;
    private readonly PartitionedRateLimiter<ClientAddress>[] _limiters;

    /// <summary>Makes them.</summary>
    /// <param name="widths">How much higher the rates of blocks are.</param>
    /// <param name="perMinute">The rate of an address.</param>
    /// <param name="burst">How many at once.</param>
    public AddressRates(AddressWidths widths, int perMinute, int burst)
    {
        _widths = widths;
        _limiters =
        [
            .. new[] { 1, widths.Of56, widths.Of48 }.Select(times => Buckets(perMinute * times, burst * times)),
        ];
    }

    /// <summary>
    /// Takes one from the address and, while there is one, from the blocks around it. Who is refused for the address
    /// costs its neighbours nothing.
    /// </summary>
    public RateLimitLease AttemptAcquire(ClientAddress address)
    {
        var blocks = _widths.Around(address);
        var last = blocks.Count - 1;
        for (var i = 0; i < last; i++)
        {
            if (_limiters[i].AttemptAcquire(blocks[i].Block) is { IsAcquired: false } refusal)
            {
                return refusal;
            }
        }

        return _limiters[last].AttemptAcquire(blocks[last].Block);
    }

    public void Dispose()
    {
        foreach (var limiter in _limiters)
        {
            limiter.Dispose();
        }
    }

    private static PartitionedRateLimiter<ClientAddress> Buckets(int perMinute, int burst) =>
        PartitionedRateLimiter.Create<ClientAddress, ClientAddress>(block => RateLimitPartition.GetTokenBucketLimiter(
            block, _ => TokenBuckets.Of(perMinute, TimeSpan.FromMinutes(1), burst)));
}
