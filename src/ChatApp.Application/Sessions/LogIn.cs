using ChatApp.Application.Accounts;
using ChatApp.Application.Common;
using ChatApp.Domain.Sessions;
using FluentValidation;
using MediatR;

namespace ChatApp.Application.Sessions;

/// <summary>Starts a session.</summary>
/// <param name="Username">Username or email address.</param>
/// <param name="Password">The password.</param>
public sealed record LogIn(string? Username, string? Password) : IRequest<Result<SessionTokens>>
{
    /// <summary>Its name alone: what is logged must not hold a password.</summary>
    public override string ToString() => nameof(LogIn);
}

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
    ISessionStore sessions,
    ITokenIssuer tokens,
    ISecurityAudit audit,
    TimeProvider time) : IRequestHandler<LogIn, Result<SessionTokens>>
{
    public async Task<Result<SessionTokens>> Handle(LogIn command, CancellationToken cancellationToken)
    {
        var user = await accounts.FindByLoginAsync(command.Username!, cancellationToken);

        // Without a user the same work is done, so that the time tells nothing.
        var verified = await passwords.VerifyAsync(command.Password!, user?.PasswordHash, cancellationToken);
        if (!verified.IsSuccess)
        {
            return verified.Error;
        }

        if (!verified.Value || user is not { IsActive: true })
        {
            audit.LogInFailed(user?.Id);
            return new Error(ErrorKind.Unauthorized, ErrorCodes.InvalidCredentials, "The username or the password is wrong.");
        }

        var now = time.GetTimestampUtc();
        var session = Session.Start(Guid.CreateVersion7(now), user.Id, now, tokens.RefreshTokenLifetime);
        await sessions.AddAsync(session, cancellationToken);
        audit.LoggedIn(user.Id, session.Id);
        return tokens.Issue(session, now);
    }
}
