namespace ChatApp.Api.Connections;

/// <summary>
/// The unauthenticated connections of this node, limited for each address. A new one beyond the limit displaces the one
/// that has been idle for the longest time or, if none is idle, the one whose request has taken longest. So many idle
/// or slow connections from an address cannot lock out other clients there. An authenticated connection no longer
/// counts.
/// </summary>
/// <remarks>Thread-safe: one lock, held only while the connections of one address are inspected.</remarks>
internal sealed class Strangers(AddressWidths widths, int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientAddress, HashSet<Stranger>> _byBlock = [];

    /// <summary>Admits a connection. If the limit is reached, it displaces another one, which is cut off.</summary>
    public void Admit(Stranger stranger)
    {
        Stranger? displaced;
        lock (_gate)
        {
            displaced = MakeRoom(stranger);
            foreach (var (block, _) in widths.Around(stranger.Address))
            {
                if (!_byBlock.TryGetValue(block, out var others))
                {
                    _byBlock[block] = others = [];
                }

                others.Add(stranger);
            }
        }

        displaced?.CutOff("displaced");
    }

    public void Leave(Stranger stranger)
    {
        lock (_gate)
        {
            Remove(stranger);
        }
    }

    // The displaced connection leaves all blocks that it shares with the newcomer.
    private Stranger? MakeRoom(Stranger newcomer)
    {
        foreach (var (block, times) in widths.Around(newcomer.Address))
        {
            if (_byBlock.TryGetValue(block, out var others) && others.Count >= (long)limit * times)
            {
                var displaced = others.MinBy(stranger => stranger.Standing)!;
                Remove(displaced);
                return displaced;
            }
        }

        return null;
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
