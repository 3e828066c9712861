using ChatApp.Application.Accounts;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>Starts a session.</summary>
/// <param name="Username">Username or email address.</param>
/// <param name="RefreshToken">A refresh token that the device received earlier, or null.</param>
public sealed record LogIn(
    string? Username, string? Password, string? RefreshToken, ClientAddress Address, SessionDevice Device)
    : SensitiveRecord, IRequest<Result<SessionTokens>>;

internal sealed class LogInValidator : AbstractValidator<LogIn>
{
    public LogInValidator()
    {
        RuleFor(command => command.Username).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed();
        RuleFor(command => command.Password).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed();
    }
}

internal sealed class LogInHandler(
    IAccountStore accounts, IPasswordHasher passwords, IGuessThrottle guesses, ISessionStore sessions,
    ICredentialStore credentials, ITokenIssuer tokens, IPublisher publisher, ISecurityAudit audit, TimeProvider time)
    : IRequestHandler<LogIn, Result<SessionTokens>>
{
    private static readonly Error Invalid =
        new(ErrorKind.Unauthorized, ErrorCodes.InvalidCredentials, "The username or the password is wrong.");

    private const int MaxAttempts = 3;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

    private readonly PasswordCheck _check = new(accounts, passwords, guesses, audit);

    public async Task<Result<SessionTokens>> Handle(LogIn command, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MaxAttempts; attempt++)
        {
            if (await TryAsync(command, cancellationToken) is { } result)
            {
                return result;
            }
        }

        return Error.Unavailable(RetryAfter);
    }

    /// <returns>Null if the stored hash has changed meanwhile: a changed password, or a rehash by a login.</returns>
    private async Task<Result<SessionTokens>?> TryAsync(LogIn command, CancellationToken cancellationToken)
    {
        // This comes before the account look-up, so that a refusal does not reveal whether the account exists.
        var deviceId = await FindDeviceAsync(command, cancellationToken);
        var attempt = new PasswordAttempt(PasswordAttempt.KeyOf(command.Username!), command.Address, deviceId);
        if (guesses.Begin(attempt) is { } tooMany)
        {
            audit.GuessingStopped(null);
            return tooMany;
        }

        var caller = new HashingCaller(command.Address, HashingPurpose.LogIn);
        var check = await _check.RunAsync(
            attempt, () => accounts.FindByLoginAsync(command.Username!, cancellationToken), command.Password!, caller,
            cancellationToken);
        if (!check.IsSuccess)
        {
            return check.Error;
        }

        if (check.Value is not { IsRight: true, User: { } user })
        {
            audit.LogInFailed(check.Value.User?.Id);
            return Invalid;
        }

        guesses.Succeeded(attempt);
        var newHash = await RehashAsync(user, command.Password!, caller, cancellationToken);
        var now = time.GetTimestampUtc();
        var session = Session.Start(Guid.CreateVersion7(now), user.Id, now, tokens.SessionLifetime, command.Device);
        if (await credentials.StartSessionAsync(user, newHash, session, cancellationToken) is not { } displaced)
        {
            return null;
        }

        audit.LoggedIn(user.Id, session.Id);

        // These sessions have ended in the database; a cancelled request must not prevent that their sockets are
        // closed.
        foreach (var sessionId in displaced)
        {
            audit.SessionDisplaced(user.Id, sessionId, session.Id);
            await publisher.Publish(new SessionEnded(user.Id, sessionId), CancellationToken.None);
        }

        return tokens.Issue(session, now);
    }

    // Returns the session of the token, open or ended, if it belongs to the user with this name. Only a device that has
    // logged in before can have such a token. The user is looked up by the session, so the work does not depend on the
    // name.
    private async Task<Guid?> FindDeviceAsync(LogIn command, CancellationToken cancellationToken)
    {
        if (command.RefreshToken is null || tokens.ReadRefreshToken(command.RefreshToken) is not { } claims)
        {
            return null;
        }

        var session = await sessions.FindStateAsync(claims.SessionId, cancellationToken);
        var user = session is null ? null : await accounts.FindAsync(session.UserId, cancellationToken);
        return user?.HasLogin(command.Username!) == true ? claims.SessionId : null;
    }

    // The plain password is available only here, so rehash it now. If no thread is free, keep the old hash until the
    // next login.
    private async Task<string?> RehashAsync(
        User user, string password, HashingCaller caller, CancellationToken cancellationToken)
    {
        if (!passwords.IsOutdated(user.PasswordHash))
        {
            return null;
        }

        var hash = await passwords.HashAsync(password, caller, cancellationToken);
        return hash.IsSuccess ? hash.Value : null;
    }
}
