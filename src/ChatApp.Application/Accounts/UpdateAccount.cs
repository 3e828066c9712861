using ChatApp.Application.Messages;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Changes the caller's display name.</summary>
/// <param name="UserId">The caller.</param>
/// <param name="DisplayName">The new name; null to keep the current one.</param>
public sealed record UpdateAccount(Guid UserId, string? DisplayName) : SensitiveRecord, IRequest<Result<AccountDto>>;

internal sealed class UpdateAccountValidator : AbstractValidator<UpdateAccount>
{
    public UpdateAccountValidator() =>
        RuleFor(command => command.DisplayName).Cascade(CascadeMode.Stop).IsWellFormed()
            .Must(name => name is null || User.IsDisplayName(name))
            .WithMessage(
                $"A display name has 1 to {User.DisplayNameMaxLength} characters, not only white space, and no control "
                + "characters.");
}

internal sealed class UpdateAccountHandler(
    IAccountStore accounts, ISendLimits limits, IRequestHandler<GetAccount, Result<AccountDto>> account)
    : IRequestHandler<UpdateAccount, Result<AccountDto>>
{
    public async Task<Result<AccountDto>> Handle(UpdateAccount command, CancellationToken cancellationToken)
    {
        if (command.DisplayName is { } name)
        {
            if (limits.CountChange(command.UserId, name.Length) is { } refusal)
            {
                return refusal;
            }

            await accounts.ChangeDisplayNameAsync(command.UserId, name, cancellationToken);
        }

        return await account.Handle(new GetAccount(command.UserId), cancellationToken);
    }
}
