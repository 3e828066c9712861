namespace ChatApp.Application.Accounts;

/// <summary>
/// Disables an account, by the operator, or enables it again. A disabled user cannot log in, and the sessions end on
/// every node.
/// </summary>
/// <param name="Name">The username, the email address or the id.</param>
/// <param name="IsActive">Whether the account may be used from now on.</param>
public sealed record SetUserActive(string Name, bool IsActive) : SensitiveRecord, IRequest<Result<ListedUser>>;

internal sealed class SetUserActiveHandler(IAccountStore accounts, ISecurityAudit audit)
    : IRequestHandler<SetUserActive, Result<ListedUser>>
{
    public async Task<Result<ListedUser>> Handle(SetUserActive command, CancellationToken cancellationToken)
    {
        var user = await accounts.FindNamedAsync(command.Name, cancellationToken);
        if (!user.IsSuccess)
        {
            return user.Error;
        }

        if (await accounts.SetActiveAsync(user.Value.Id, command.IsActive, cancellationToken))
        {
            Record(user.Value.Id, command.IsActive);
        }

        return ListedUser.Of(user.Value) with { IsActive = command.IsActive };
    }

    private void Record(Guid userId, bool isActive)
    {
        if (isActive)
        {
            audit.AccountEnabled(userId);
        }
        else
        {
            audit.AccountDisabled(userId);
        }
    }
}
