using ChatApp.Application.Common;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// A bucket of attempts for each address, and wider ones for the blocks around it. Safe for use by any thread.
/// </summary>
internal sealed class AddressAttempts
{
    private readonly AddressWidths _widths;
    private readonly AttemptBuckets<ClientAddress>[] _buckets;

    /// <summary>Makes them, all full.</summary>
    /// <param name="limit">Size and refill of the bucket of an address.</param>
    /// <param name="widths">How much wider those of the blocks are.</param>
    /// <param name="time">The clock.</param>
    public AddressAttempts(AttemptLimit limit, AddressWidths widths, TimeProvider time)
    {
        _widths = widths;
        _buckets =
        [
            .. new[] { 1, widths.Of56, widths.Of48 }.Select(times => new AttemptBuckets<ClientAddress>(
                new AttemptLimit(limit.Burst * times, limit.Refill / times), time)),
        ];
    }

    /// <summary>Takes an attempt.</summary>
    /// <returns>Null, or how long it takes until there is one.</returns>
    public TimeSpan? Take(ClientAddress address)
    {
        var blocks = _widths.Around(address);
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

    /// <summary>Gives an attempt back that was taken.</summary>
    public void GiveBack(ClientAddress address)
    {
        var blocks = _widths.Around(address);
        for (var i = 0; i < blocks.Count; i++)
        {
            _buckets[i].GiveBack(blocks[i].Block);
        }
    }
}
