using System.Collections.Concurrent;
using ChatApp.Application.Common;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>From where users have logged in on this node within 30 days, since it was started. When it is full it is emptied. Safe for use by any thread.</summary>
internal sealed class KnownPlaces(TimeProvider time)
{
    private const int Capacity = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<(Guid AccountId, ClientAddress Address), long> _addedAt = new();

    public void Add(Guid accountId, ClientAddress address)
    {
        if (_addedAt.Count >= Capacity)
        {
            _addedAt.Clear();
        }

        _addedAt[(accountId, address)] = time.GetTimestamp();
    }

    public bool Contains(Guid accountId, ClientAddress address) =>
        _addedAt.TryGetValue((accountId, address), out var addedAt) && time.GetElapsedTime(addedAt) < Lifetime;
}
