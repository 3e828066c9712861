using ChatApp.Application.Accounts;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Sessions;

/// <summary>Starts a session.</summary>
/// <param name="Username">Username or email address.</param>
/// <param name="Password">The password.</param>
/// <param name="RefreshToken">A token that the device was once given, or null.</param>
/// <param name="Address">Where the call comes from, as far as limits go.</param>
/// <param name="Device">Who calls.</param>
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
    IAccountStore accounts,
    IPasswordHasher passwords,
    IGuessThrottle guesses,
    ISessionStore sessions,
    ICredentialStore credentials,
    ITokenIssuer tokens,
    IPublisher publisher,
    ISecurityAudit audit,
    TimeProvider time) : IRequestHandler<LogIn, Result<SessionTokens>>
{
    private static readonly Error Invalid =
        new(ErrorKind.Unauthorized, ErrorCodes.InvalidCredentials, "The username or the password is wrong.");

    private const int MaxAttempts = 3;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(1);

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

    /// <returns>
    /// Null when the hash was replaced meanwhile: the password was changed, or another login has hashed it anew.
    /// </returns>
    private async Task<Result<SessionTokens>?> TryAsync(LogIn command, CancellationToken cancellationToken)
    {
        // Before the account is looked for: whoever is stopped here learns nothing of whether there is one.
        var deviceId = await FindDeviceAsync(command, cancellationToken);
        var attempt = new PasswordAttempt(PasswordAttempt.KeyOf(command.Username!), command.Address, deviceId);
        if (guesses.Begin(attempt) is { } tooMany)
        {
            audit.GuessingStopped(null);
            return tooMany;
        }

        var user = await FindUserAsync(command, attempt, cancellationToken);

        // Without a user the same work is done, so that the time tells nothing.
        var caller = new HashingCaller(command.Address, HashingPurpose.LogIn);
        var verified = await passwords.VerifyAsync(command.Password!, user?.PasswordHash, caller, cancellationToken);
        if (!verified.IsSuccess)
        {
            guesses.Withdraw(attempt);
            return verified.Error;
        }

        if (!verified.Value || user is not { IsActive: true })
        {
            audit.LogInFailed(user?.Id);
            return Invalid;
        }

        guesses.Succeeded(attempt);
        var newHash = await HashAnewAsync(user, command.Password!, caller, cancellationToken);
        var now = time.GetTimestampUtc();
        var session = Session.Start(Guid.CreateVersion7(now), user.Id, now, tokens.SessionLifetime, command.Device);
        if (await credentials.StartSessionAsync(user, newHash, session, cancellationToken) is not { } displaced)
        {
            return null;
        }

        audit.LoggedIn(user.Id, session.Id);

        // They are over in the database; telling their sockets must not be cut short by the caller.
        foreach (var sessionId in displaced)
        {
            audit.SessionDisplaced(user.Id, sessionId, session.Id);
            await publisher.Publish(new SessionEnded(user.Id, sessionId), CancellationToken.None);
        }

        return tokens.Issue(session, now);
    }

    private async Task<User?> FindUserAsync(LogIn command, PasswordAttempt attempt, CancellationToken cancellationToken)
    {
        try
        {
            return await accounts.FindByLoginAsync(command.Username!, cancellationToken);
        }
        catch
        {
            // No password was compared.
            guesses.Withdraw(attempt);
            throw;
        }
    }

    // A session, over or not, of the user who has this name: only a device that was logged in can have a token of it.
    // The user is found by the session, so that the work is the same whatever the name is.
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

    // Only here is the password at hand. Without a free thread the old hash does until the next login.
    private async Task<string?> HashAnewAsync(
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
