namespace ChatApp.Application.RateLimiting;

/// <summary>A bucket for each address, and larger ones for the IPv6 blocks around it. Thread-safe.</summary>
public sealed class AddressBuckets(RateLimit limit, AddressWidths widths, TimeProvider time)
{
    private readonly RateBuckets<ClientAddress>[] _buckets =
        [new(limit, time), new(limit.Times(widths.Of56), time), new(limit.Times(widths.Of48), time)];

    /// <summary>Takes one unit from the bucket of the address and from each block around it, or from none.</summary>
    /// <returns>Null, or how long to wait until one unit is available.</returns>
    public TimeSpan? Take(ClientAddress address)
    {
        var blocks = widths.Around(address);
        for (var i = 0; i < blocks.Count; i++)
        {
            if (_buckets[i].Take(blocks[i].Block) is not { } wait)
            {
                continue;
            }

            while (--i >= 0)
            {
                _buckets[i].GiveBack(blocks[i].Block);
            }

            return wait;
        }

        return null;
    }

    /// <summary>Gives one taken unit back.</summary>
    public void GiveBack(ClientAddress address)
    {
        var blocks = widths.Around(address);
        for (var i = 0; i < blocks.Count; i++)
        {
            _buckets[i].GiveBack(blocks[i].Block);
        }
    }
}
