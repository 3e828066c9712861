using System.Collections.Concurrent;

namespace ChatApp.Api.Connections;

/// <summary>Counts open connections for each address and for the blocks around it. Thread-safe.</summary>
internal sealed class ConnectionCounter(AddressWidths widths)
{
    private readonly ConcurrentDictionary<ClientAddress, int> _open = new();

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
