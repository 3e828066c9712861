namespace ChatApp.Application.Accounts;

/// <summary>Sessions that one change has ended.</summary>
/// <param name="SessionIds">The sessions.</param>
/// <param name="IsConfirmed">
/// Whether the change is as durable as an acknowledged one. If not, it is stored and what follows from it must be done,
/// but the call fails, so that the caller repeats it.
/// </param>
public sealed record SessionEnds(IReadOnlyList<Guid> SessionIds, bool IsConfirmed = true)
{
    /// <summary>Called after all that follows from the change.</summary>
    /// <exception cref="TimeoutException">A failover may lose the change.</exception>
    public void ThrowIfUnconfirmed()
    {
        if (!IsConfirmed)
        {
            throw new TimeoutException("The sessions have ended, but a failover may lose that.");
        }
    }
}
