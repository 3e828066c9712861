using System.Collections.Concurrent;
using ChatApp.Application.Common;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// By which names from where users have logged in on this node within 30 days, since it was started. When it is full it
/// is emptied. Safe for use by any thread.
/// </summary>
internal sealed class KnownPlaces(TimeProvider time)
{
    private const int Capacity = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<(Guid NameKey, ClientAddress Address), long> _addedAt = new();

    public void Add(Guid nameKey, ClientAddress address)
    {
        if (_addedAt.Count >= Capacity)
        {
            _addedAt.Clear();
        }

        _addedAt[(nameKey, address)] = time.GetTimestamp();
    }

    public bool Contains(Guid nameKey, ClientAddress address) =>
        _addedAt.TryGetValue((nameKey, address), out var addedAt) && time.GetElapsedTime(addedAt) < Lifetime;
}
