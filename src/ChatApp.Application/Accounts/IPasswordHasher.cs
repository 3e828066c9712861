namespace ChatApp.Application.Accounts;

/// <summary>
/// Hashes passwords on dedicated threads, so that many logins cannot delay messages. Addresses take turns, so that one
/// address cannot delay the others. The queue is bounded; when it is full, the result is <c>unavailable</c>.
/// </summary>
public interface IPasswordHasher
{
    /// <summary>Computes a salted, slow hash of the whole password.</summary>
    Task<Result<string>> HashAsync(string password, HashingCaller caller, CancellationToken cancellationToken);

    /// <summary>Checks whether the password matches the hash.</summary>
    /// <param name="hash">The stored hash; null without a user, which takes as long and never matches.</param>
    Task<Result<bool>> VerifyAsync(
        string password, string? hash, HashingCaller caller, CancellationToken cancellationToken);

    /// <summary>Whether the hash is weaker than a hash with the current parameters.</summary>
    bool IsOutdated(string hash);
}

/// <summary>The origin of a hashing request. Requests with equal address and purpose share one queue.</summary>
public readonly record struct HashingCaller(ClientAddress Address, HashingPurpose Purpose);

/// <summary>Why a password is hashed. Each purpose has its own queues, so logins wait for no registration.</summary>
public enum HashingPurpose
{
    /// <summary>A login, or a change of a password.</summary>
    LogIn,

    /// <summary>A registration.</summary>
    Registration,
}
