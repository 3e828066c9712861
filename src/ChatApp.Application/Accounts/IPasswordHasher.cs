namespace ChatApp.Application.Accounts;

/// <summary>
/// Hashes passwords on threads of its own, so that a flood of logins cannot delay messages. Callers wait in turns, so
/// that no address can keep the others waiting. Waiting is bounded: with too many in the queue the answer is
/// <c>unavailable</c>.
/// </summary>
public interface IPasswordHasher
{
    /// <summary>A salted, slow hash of the whole password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the wait for a free thread.</param>
    Task<Result<string>> HashAsync(string password, HashingCaller caller, CancellationToken cancellationToken);

    /// <summary>Whether the password is the one that was hashed.</summary>
    /// <param name="password">The presented password.</param>
    /// <param name="hash">
    /// The kept hash; null when there is no such user, which takes the same time and is never right.
    /// </param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the wait for a free thread.</param>
    Task<Result<bool>> VerifyAsync(
        string password, string? hash, HashingCaller caller, CancellationToken cancellationToken);

    /// <summary>Whether the hash is weaker than one that would be made now.</summary>
    bool IsOutdated(string hash);
}
