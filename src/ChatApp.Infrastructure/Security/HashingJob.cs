using ChatApp.Application.Accounts;

namespace ChatApp.Infrastructure.Security;

/// <summary>A password that waits for a thread to hash it.</summary>
/// <param name="caller">For whom.</param>
internal abstract class HashingJob(HashingCaller caller)
{
    /// <summary>For whom.</summary>
    public HashingCaller Caller => caller;

    /// <summary>Does the work and answers the caller. Does not throw.</summary>
    public abstract void Run();

    /// <summary>Answers the caller that there is no place.</summary>
    public abstract void Refuse();
}
