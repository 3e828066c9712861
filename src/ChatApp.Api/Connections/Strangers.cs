namespace ChatApp.Api.Connections;

/// <summary>
/// The strangers of this node, of whom an address may have a few hundred. A newcomer beyond takes the place of the one
/// for which nothing has been done for the longest time, or, where something is being done for all of them, of the one
/// whose request has been under way for the longest time. So nobody is shut out by the many at an address who hold on
/// to their places, by waiting or by being slow, and whoever shows a good token is a stranger no longer.
/// </summary>
/// <remarks>Safe for use by any thread: under one lock, held for a look at the strangers of one address.</remarks>
/// <param name="widths">How many more the blocks around an address may have.</param>
/// <param name="limit">Most from one address.</param>
internal sealed class Strangers(AddressWidths widths, int limit)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ClientAddress, HashSet<Stranger>> _byBlock = [];

    /// <summary>Lets one in, if need be in the place of another one, which is cut off.</summary>
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

    /// <summary>Forgets one, which need not be there any more.</summary>
    public void Leave(Stranger stranger)
    {
        lock (_gate)
        {
            Remove(stranger);
        }
    }

    // Whoever goes makes room in each of the blocks that it shares with the newcomer.
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
