using ChatApp.Application.Common;
using ChatApp.Infrastructure.RateLimiting;

namespace ChatApp.Api.Connections;

/// <summary>
/// The strangers of this node, of whom an address may have a few hundred. A newcomer beyond takes the place of the one
/// for which nothing has been done for the longest time; so many people behind one address, who leave connections
/// behind that their browsers keep, are not shut out, and neither is anybody by those who open connections and wait.
/// Only where something is being done for all of them the newcomer is refused.
/// </summary>
/// <remarks>Safe for use by any thread: under one lock, held for a look at the strangers of one address.</remarks>
/// <param name="widths">How many more the blocks around an address may have.</param>
/// <param name="limit">Most from one address.</param>
internal sealed class Strangers(AddressWidths widths, int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientAddress, HashSet<Stranger>> _byBlock = [];

    /// <summary>Lets one in, unless there are as many as there may be and none of them is idle.</summary>
    public bool TryAdmit(Stranger stranger)
    {
        var isAdmitted = TryAdmit(stranger, out var displaced);
        displaced?.CutOff("displaced");
        return isAdmitted;
    }

    /// <summary>Forgets one, which need not be there any more.</summary>
    public void Leave(Stranger stranger)
    {
        lock (_gate)
        {
            Remove(stranger);
        }
    }

    // One that goes makes room in each of the blocks that it shares with the newcomer.
    private bool TryAdmit(Stranger stranger, out Stranger? displaced)
    {
        displaced = null;
        var blocks = widths.Around(stranger.Address);
        lock (_gate)
        {
            foreach (var (block, times) in blocks)
            {
                if (!_byBlock.TryGetValue(block, out var others) || others.Count < (long)limit * times)
                {
                    continue;
                }

                if (LongestIdle(others) is not { } idle)
                {
                    return false;
                }

                Remove(idle);
                displaced = idle;
            }

            foreach (var (block, _) in blocks)
            {
                if (!_byBlock.TryGetValue(block, out var others))
                {
                    _byBlock[block] = others = [];
                }

                others.Add(stranger);
            }
        }

        return true;
    }

    private static Stranger? LongestIdle(HashSet<Stranger> strangers)
    {
        Stranger? found = null;
        var since = long.MaxValue;
        foreach (var stranger in strangers)
        {
            if (stranger.IdleSince is { } idleSince && idleSince < since)
            {
                (found, since) = (stranger, idleSince);
            }
        }

        return found;
    }

    private void Remove(Stranger stranger)
    {
        foreach (var (block, _) in widths.Around(stranger.Address))
        {
            if (_byBlock.TryGetValue(block, out var others) && others.Remove(stranger) && others.Count == 0)
            {
                _byBlock.Remove(block);
            }
        }
    }
}
