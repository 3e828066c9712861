using ChatApp.Application.Accounts;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Changes the caller's password, ends all sessions of the user, including the caller's own, and starts a new one. All
/// are ended because their tokens may have been copied.
/// </summary>
public sealed record ChangePassword(
    Guid UserId, Guid SessionId, string? CurrentPassword, string? NewPassword, ClientAddress Address,
    SessionDevice Device) : SensitiveRecord, IRequest<Result<SessionTokens>>;

internal sealed class ChangePasswordValidator : AbstractValidator<ChangePassword>
{
    public ChangePasswordValidator()
    {
        RuleFor(command => command.CurrentPassword).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed();
        RuleFor(command => command.NewPassword).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed().IsNewPassword();
    }
}

internal sealed class ChangePasswordHandler(
    IAccountStore accounts, IPasswordHasher passwords, IGuessThrottle guesses, ICredentialStore credentials,
    ITokenIssuer tokens, IPublisher publisher, ISecurityAudit audit, TimeProvider time)
    : IRequestHandler<ChangePassword, Result<SessionTokens>>
{
    private readonly PasswordCheck _check = new(accounts, passwords, guesses, audit);

    public async Task<Result<SessionTokens>> Handle(ChangePassword command, CancellationToken cancellationToken)
    {
        var caller = new HashingCaller(command.Address, HashingPurpose.LogIn);
        var confirmed = await _check.ConfirmAsync(
            command.UserId, command.SessionId, command.CurrentPassword!, caller, cancellationToken);
        if (!confirmed.IsSuccess)
        {
            return confirmed.Error == PasswordCheck.WrongPassword ? Refuse(command) : confirmed.Error;
        }

        var user = confirmed.Value;
        var hash = await passwords.HashAsync(command.NewPassword!, caller, cancellationToken);
        if (!hash.IsSuccess)
        {
            return hash.Error;
        }

        var now = time.GetTimestampUtc();
        var session = Session.Start(Guid.CreateVersion7(now), user.Id, now, tokens.SessionLifetime, command.Device);
        var ended = await credentials.ChangePasswordAsync(user, hash.Value, session, cancellationToken);
        if (ended is null)
        {
            // Another request has changed the password meanwhile.
            return Refuse(command);
        }

        audit.PasswordChanged(command.UserId, command.SessionId);
        audit.LoggedIn(command.UserId, session.Id);

        // The sessions have ended in the database; a cancelled request must not prevent that their sockets are closed.
        foreach (var sessionId in ended)
        {
            await publisher.Publish(new SessionEnded(command.UserId, sessionId), CancellationToken.None);
        }

        return tokens.Issue(session, now);
    }

    private Error Refuse(ChangePassword command)
    {
        audit.PasswordChangeFailed(command.UserId, command.SessionId);
        return PasswordCheck.WrongPassword;
    }
}
