using ChatApp.Application.Common;

namespace ChatApp.Infrastructure.Security.Guessing;

/// <summary>
/// The addresses from which users have logged in on this node within 30 days, by the name that they entered. The size
/// is bounded: a new entry replaces one that was not used recently. Thread-safe.
/// </summary>
internal sealed class TrustedLoginAddresses(TimeProvider time)
{
    private const int Capacity = 100_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(30);

    private readonly BoundedCache<(Guid NameKey, ClientAddress Address), long> _addedAt = new(Capacity);

    public void Add(Guid nameKey, ClientAddress address) => _addedAt.Set((nameKey, address), time.GetTimestamp());

    public bool Contains(Guid nameKey, ClientAddress address) =>
        _addedAt.TryGetValue((nameKey, address), out var addedAt) && time.GetElapsedTime(addedAt) < Lifetime;
}
