using ChatApp.Application.Signals;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>A message to other nodes that concerns the devices of a user.</summary>
public abstract record Hint(Guid UserId)
{
    /// <summary>A later hint of the same user and subject may replace an earlier one.</summary>
    public virtual object? Subject => null;
}

/// <summary>A user's stream has grown.</summary>
public sealed record StreamGrown(Guid UserId, long Head) : Hint(UserId);

/// <summary>A session has ended.</summary>
public sealed record SessionClosed(Guid UserId, Guid SessionId) : Hint(UserId)
{
    /// <inheritdoc/>
    public override object Subject => SessionId;
}

/// <summary>A signal for the user's devices.</summary>
public sealed record SignalSent(Guid UserId, Signal Signal) : Hint(UserId)
{
    /// <inheritdoc/>
    public override object Subject => (Signal.GetType(), Signal.UserId);
}
