using ChatApp.Application.Accounts;
using ChatApp.Domain.Sessions;

namespace ChatApp.Application.Sessions;

/// <summary>
/// Closes the caller's account: what identifies the person is erased, and the user is shown to others under a name that
/// says nothing.
/// </summary>
/// <param name="ErasesMessages">Whether all messages that the user sent are deleted, in the background.</param>
public sealed record CloseAccount(
    Guid UserId, Guid SessionId, string? Password, bool ErasesMessages, ClientAddress Address)
    : SensitiveRecord, IRequest<Result<Unit>>;

internal sealed class CloseAccountValidator : AbstractValidator<CloseAccount>
{
    public CloseAccountValidator() =>
        RuleFor(command => command.Password).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed();
}

internal sealed class CloseAccountHandler(
    IAccountStore accounts, IPasswordHasher passwords, IGuessThrottle guesses, IPublisher publisher,
    ISecurityAudit audit, TimeProvider time) : IRequestHandler<CloseAccount, Result<Unit>>
{
    private readonly PasswordCheck _check = new(accounts, passwords, guesses, audit);

    public async Task<Result<Unit>> Handle(CloseAccount command, CancellationToken cancellationToken)
    {
        var caller = new HashingCaller(command.Address, HashingPurpose.LogIn);
        var confirmed = await _check.ConfirmAsync(
            command.UserId, command.SessionId, command.Password!, caller, cancellationToken);
        if (!confirmed.IsSuccess)
        {
            return confirmed.Error == PasswordCheck.WrongPassword ? Refuse(command) : confirmed.Error;
        }

        var ended = await accounts.CloseAsync(
            confirmed.Value, time.GetTimestampUtc(), command.ErasesMessages, cancellationToken);
        if (ended is null)
        {
            // Another request has changed the password or closed the account meanwhile.
            return Refuse(command);
        }

        audit.AccountClosed(command.UserId, command.SessionId);

        // The account is closed in the database; a cancelled request must not prevent that its sockets are closed.
        foreach (var sessionId in ended.SessionIds)
        {
            await publisher.Publish(new SessionEnded(command.UserId, sessionId), CancellationToken.None);
        }

        ended.ThrowIfUnconfirmed();
        return Unit.Value;
    }

    private Error Refuse(CloseAccount command)
    {
        audit.AccountCloseFailed(command.UserId, command.SessionId);
        return PasswordCheck.WrongPassword;
    }
}
