using System.Collections.Concurrent;
using ChatApp.Application.Common;

namespace ChatApp.Api.Connections;

/// <summary>Counts what is open from each address. Safe for use by any thread; holds an entry for an address only while something is open from there.</summary>
internal sealed class ConnectionCounter
{
    private readonly ConcurrentDictionary<ClientAddress, int> _open = new();

    /// <summary>Counts one in, unless there are as many as there may be.</summary>
    public bool TryEnter(ClientAddress address, int limit)
    {
        if (_open.AddOrUpdate(address, 1, static (_, count) => count + 1) <= limit)
        {
            return true;
        }

        Leave(address);
        return false;
    }

    /// <summary>Counts one out that was counted in.</summary>
    public void Leave(ClientAddress address)
    {
        while (_open.TryGetValue(address, out var count))
        {
            var isDone = count > 1
                ? _open.TryUpdate(address, count - 1, count)
                : _open.TryRemove(KeyValuePair.Create(address, count));
            if (isDone)
            {
                return;
            }
        }
    }
}
