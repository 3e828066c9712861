using System.Diagnostics;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>A message to other nodes that concerns the devices of a user.</summary>
public abstract record Hint(Guid UserId)
{
    /// <summary>A later hint of the same user and subject may replace an earlier one.</summary>
    public virtual object? Subject => null;
}

/// <summary>A user's stream has grown.</summary>
public sealed record StreamGrown(Guid UserId, long Head) : Hint(UserId);

/// <summary>
/// A user's stream has grown by a traced event. It comes before <see cref="StreamGrown"/>, which alone is enough. If
/// hints wait, only the newest of a user is kept, so that traces do not displace what matters.
/// </summary>
/// <param name="Trace">The span that has published the event.</param>
public sealed record StreamTraced(Guid UserId, long Head, ActivityContext Trace) : Hint(UserId)
{
    /// <inheritdoc/>
    public override object Subject => typeof(StreamTraced);
}

/// <summary>A session has ended.</summary>
public sealed record SessionClosed(Guid UserId, Guid SessionId) : Hint(UserId)
{
    /// <inheritdoc/>
    public override object Subject => SessionId;
}

/// <summary>A signal for the user's devices.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Json">The signal, encoded: a node also passes on kinds that only newer versions know.</param>
/// <param name="About">Its kind and the user whom it is about; other nodes are not told.</param>
public sealed record SignalSent(Guid UserId, ReadOnlyMemory<byte> Json, object? About = null) : Hint(UserId)
{
    /// <inheritdoc/>
    public override object? Subject => About;
}
