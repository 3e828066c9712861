using ChatApp.Application.Accounts;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>Compares a presented password with that of an account.</summary>
internal sealed class PasswordCheck(IPasswordHasher passwords, IGuessThrottle guesses)
{
    /// <summary>Finds the account and compares. If that fails, the attempt, which has begun, does not count.</summary>
    /// <returns>The user, if there is one, and whether the account is active and has this password.</returns>
    public async Task<Result<(User? User, bool IsRight)>> RunAsync(
        PasswordAttempt attempt, Func<Task<User?>> find, string password, HashingCaller caller,
        CancellationToken cancellationToken)
    {
        User? user;
        try
        {
            user = await find();
        }
        catch
        {
            guesses.Withdraw(attempt);
            throw;
        }

        // Without a user the same work is done, so that the response time reveals nothing.
        var verified = await passwords.VerifyAsync(password, user?.PasswordHash, caller, cancellationToken);
        if (!verified.IsSuccess)
        {
            guesses.Withdraw(attempt);
            return verified.Error;
        }

        return (user, verified.Value && user is { IsActive: true });
    }
}
