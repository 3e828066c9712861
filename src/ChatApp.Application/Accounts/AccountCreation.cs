using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Creates an account whose values are valid, if its names are not in use.</summary>
internal sealed class AccountCreation(
    IAccountStore accounts, IPasswordHasher passwords, ISecurityAudit audit, TimeProvider time)
{
    public static readonly Error UsernameTaken =
        new(ErrorKind.Conflict, ErrorCodes.UsernameTaken, "This username is already taken.");

    private static readonly Error EmailTaken =
        new(ErrorKind.Conflict, ErrorCodes.EmailTaken, "This email address is already registered.");

    public async Task<Result<User>> CreateAsync(
        string username, string email, string password, ClientAddress address, CancellationToken cancellationToken)
    {
        var outcome = await accounts.CheckNamesAsync(
            Username.KeyOf(username), EmailAddress.KeyOf(email), cancellationToken);
        if (outcome != AddAccountOutcome.Added)
        {
            return Taken(outcome);
        }

        var hash = await passwords.HashAsync(
            password, new HashingCaller(address, HashingPurpose.Registration), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var now = time.GetTimestampUtc();
        var user = User.Register(Guid.CreateVersion7(now), username, email, hash.Value, now);
        outcome = await accounts.AddAsync(user, cancellationToken);
        if (outcome != AddAccountOutcome.Added)
        {
            return Taken(outcome);
        }

        audit.Registered(user.Id);
        return user;
    }

    private static Error Taken(AddAccountOutcome outcome) =>
        outcome == AddAccountOutcome.UsernameTaken ? UsernameTaken : EmailTaken;
}
