using System.Collections.Concurrent;

namespace ChatApp.Api.Connections;

/// <summary>
/// Counts what is open from each address and from the blocks around it. Safe for use by any thread; holds an entry only
/// while something is open from there.
/// </summary>
internal sealed class ConnectionCounter(AddressWidths widths)
{
    private readonly ConcurrentDictionary<ClientAddress, int> _open = new();

    /// <summary>Counts one in, unless there are as many as there may be.</summary>
    /// <param name="address">From where it comes.</param>
    /// <param name="limit">Most from one address.</param>
    public bool TryEnter(ClientAddress address, int limit)
    {
        var blocks = widths.Around(address);
        for (var i = 0; i < blocks.Count; i++)
        {
            var (block, times) = blocks[i];
            if (_open.AddOrUpdate(block, 1, static (_, count) => count + 1) > (long)limit * times)
            {
                for (; i >= 0; i--)
                {
                    LeaveBlock(blocks[i].Block);
                }

                return false;
            }
        }

        return true;
    }

    /// <summary>Counts one out that was counted in.</summary>
    public void Leave(ClientAddress address)
    {
        foreach (var (block, _) in widths.Around(address))
        {
            LeaveBlock(block);
        }
    }

    private void LeaveBlock(ClientAddress block)
    {
        while (_open.TryGetValue(block, out var count))
        {
            var isDone = count > 1
                ? _open.TryUpdate(block, count - 1, count)
                : _open.TryRemove(KeyValuePair.Create(block, count));
            if (isDone)
            {
                return;
            }
        }
    }
}
