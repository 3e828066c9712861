using ChatApp.Application.Accounts;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>Compares a presented password with that of an account.</summary>
internal sealed class PasswordCheck(
    IAccountStore accounts, IPasswordHasher passwords, IGuessThrottle guesses, ISecurityAudit audit)
{
    /// <summary>The password of a caller who is logged in is wrong.</summary>
    public static readonly Error WrongPassword =
        new(ErrorKind.Forbidden, ErrorCodes.WrongPassword, "The current password is incorrect.");

    /// <summary>Compares the password of a caller who is logged in and must confirm a command with it.</summary>
    /// <returns>
    /// The user; <see cref="WrongPassword"/> also if the account is not active; or why nothing was compared.
    /// </returns>
    public async Task<Result<User>> ConfirmAsync(
        Guid userId, Guid sessionId, string password, HashingCaller caller, CancellationToken cancellationToken)
    {
        // Limits guessing on an unlocked device of another person.
        var attempt = PasswordAttempt.Of(sessionId);
        if (guesses.Begin(attempt) is { } tooMany)
        {
            audit.GuessingStopped(userId);
            return tooMany;
        }

        var check = await RunAsync(
            attempt, () => accounts.FindAsync(userId, cancellationToken), password, caller, cancellationToken);
        if (!check.IsSuccess)
        {
            return check.Error;
        }

        if (check.Value is not { IsRight: true, User: { } user })
        {
            return WrongPassword;
        }

        guesses.Withdraw(attempt);
        return user;
    }

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

        // Without a user, or without the hash of a closed account, the same work is done, so that the response time
        // reveals nothing.
        var hash = user is { ClosedAt: null } ? user.PasswordHash : null;
        var verified = await passwords.VerifyAsync(password, hash, caller, cancellationToken);
        if (!verified.IsSuccess)
        {
            guesses.Withdraw(attempt);
            return verified.Error;
        }

        return (user, verified.Value && user is { IsActive: true });
    }
}
