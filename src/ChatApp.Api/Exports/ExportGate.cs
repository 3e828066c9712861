namespace ChatApp.Api.Exports;

/// <summary>
/// Limits the exports in progress: one for each user, and a number on the node, since each holds a page of messages
/// until its client has read it. Thread-safe.
/// </summary>
internal sealed class ExportGate(ExportLimit limit)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private readonly HashSet<Guid> _users = [];

    /// <returns>Null, or why the user cannot have an export now; else <see cref="Leave"/> must follow.</returns>
    public Error? TryEnter(Guid userId)
    {
        lock (_gate)
        {
            if (_users.Contains(userId))
            {
                return Error.RateLimited(RetryAfter);
            }

            if (_users.Count >= limit.Total)
            {
                return Error.Unavailable(RetryAfter);
            }

            _users.Add(userId);
            return null;
        }
    }

    public void Leave(Guid userId)
    {
        lock (_gate)
        {
            _users.Remove(userId);
        }
    }
}

/// <summary>The limit for exports in progress on the node.</summary>
internal sealed record ExportLimit(int Total);
