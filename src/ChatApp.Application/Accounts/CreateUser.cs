using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>
/// Creates an account for somebody, by the operator: also where registration is closed, and with a reserved name.
/// </summary>
public sealed record CreateUser(string? Username, string? Email, string? Password)
    : SensitiveRecord, IRequest<Result<ListedUser>>;

internal sealed class CreateUserValidator : AbstractValidator<CreateUser>
{
    public CreateUserValidator()
    {
        RuleFor(command => command.Username).IsNewUsername();
        RuleFor(command => command.Email).IsNewEmail();
        RuleFor(command => command.Password).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed().IsNewPassword();
    }
}

internal sealed class CreateUserHandler(
    IAccountStore accounts, IPasswordHasher passwords, ISecurityAudit audit, TimeProvider time)
    : IRequestHandler<CreateUser, Result<ListedUser>>
{
    private readonly AccountCreation _creation = new(accounts, passwords, audit, time);

    public async Task<Result<ListedUser>> Handle(CreateUser command, CancellationToken cancellationToken)
    {
        if (command.Username!.StartsWith(Username.ClosedPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return AccountCreation.UsernameTaken;
        }

        var created = await _creation.CreateAsync(
            command.Username, command.Email!, command.Password!, default, cancellationToken);
        return created.IsSuccess ? ListedUser.Of(created.Value) : created.Error;
    }
}
