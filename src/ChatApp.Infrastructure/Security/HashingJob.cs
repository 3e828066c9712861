namespace ChatApp.Infrastructure.Security;

/// <summary>A password that waits for a hashing thread.</summary>
/// <param name="caller">The caller who waits for the result.</param>
internal abstract class HashingJob(HashingCaller caller)
{
    /// <summary>The caller who waits for the result.</summary>
    public HashingCaller Caller => caller;

    /// <summary>Does the work and completes the caller's task. Does not throw.</summary>
    public abstract void Run();

    /// <summary>Completes the caller's task with <c>unavailable</c>, since the queue has no place.</summary>
    public abstract void Refuse();
}
