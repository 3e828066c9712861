namespace ChatApp.Application.Accounts;

/// <summary>
/// Hashes passwords on dedicated threads, so that many logins cannot delay messages. Addresses take turns, so that one
/// address cannot delay the others. The queue is bounded; when it is full, the result is <c>unavailable</c>.
/// </summary>
public interface IPasswordHasher
{
    /// <summary>Computes a salted, slow hash of the whole password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="caller">The origin of the request.</param>
    /// <param name="cancellationToken">Ends the wait for a free thread.</param>
    Task<Result<string>> HashAsync(string password, HashingCaller caller, CancellationToken cancellationToken);

    /// <summary>Checks whether the password matches the hash.</summary>
    /// <param name="password">The presented password.</param>
    /// <param name="hash">
    /// The stored hash; null if there is no such user. Null takes the same time and never matches.
    /// </param>
    /// <param name="caller">The origin of the request.</param>
    /// <param name="cancellationToken">Ends the wait for a free thread.</param>
    Task<Result<bool>> VerifyAsync(
        string password, string? hash, HashingCaller caller, CancellationToken cancellationToken);

    /// <summary>Whether the hash is weaker than a hash with the current parameters.</summary>
    bool IsOutdated(string hash);
}
