using ChatApp.Application.Signals;

namespace ChatApp.Infrastructure.Persistence.Reading;

/// <summary>When two users are in touch (<see cref="SignalAudience"/>), in SQL.</summary>
internal static class InTouch
{
    /// <summary>A condition on their conversation (<c>c</c>) and one of its members (<c>m</c>).</summary>
    public const string Condition = "c.last_seq > 0 AND m.blocked_at IS NULL AND m.blocked_by_peer_at IS NULL";
}
