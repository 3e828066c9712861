using ChatApp.Application.Accounts;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>Sets a new password, by the operator, and ends all sessions of the user.</summary>
/// <param name="Name">The username, the email address or the id.</param>
public sealed record ResetPassword(string Name, string? Password) : SensitiveRecord, IRequest<Result<ListedUser>>;

internal sealed class ResetPasswordValidator : AbstractValidator<ResetPassword>
{
    public ResetPasswordValidator() =>
        RuleFor(command => command.Password).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed().IsNewPassword();
}

internal sealed class ResetPasswordHandler(
    IAccountStore accounts, IPasswordHasher passwords, ICredentialStore credentials, IPublisher publisher,
    ISecurityAudit audit, TimeProvider time) : IRequestHandler<ResetPassword, Result<ListedUser>>
{
    private const int MaxAttempts = 3;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    public async Task<Result<ListedUser>> Handle(ResetPassword command, CancellationToken cancellationToken)
    {
        var hash = await passwords.HashAsync(
            command.Password!, new HashingCaller(default, HashingPurpose.LogIn), cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            var user = await accounts.FindNamedAsync(command.Name, cancellationToken);
            if (!user.IsSuccess)
            {
                return user.Error;
            }

            var ended = await credentials.ResetPasswordAsync(
                user.Value, hash.Value, time.GetTimestampUtc(), cancellationToken);
            if (ended is null)
            {
                // A login has stored a stronger hash, or the user has changed the password meanwhile.
                continue;
            }

            audit.PasswordReset(user.Value.Id);
            foreach (var sessionId in ended)
            {
                await publisher.Publish(new SessionEnded(user.Value.Id, sessionId), CancellationToken.None);
            }

            return ListedUser.Of(user.Value);
        }

        return Error.Unavailable(RetryAfter);
    }
}
