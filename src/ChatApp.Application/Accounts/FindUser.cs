using ChatApp.Application.Users;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Finds an account for the operator.</summary>
/// <param name="Name">The username, the email address or the id.</param>
public sealed record FindUser(string Name) : SensitiveRecord, IRequest<Result<ListedUser>>;

internal sealed class FindUserHandler(IAccountStore accounts) : IRequestHandler<FindUser, Result<ListedUser>>
{
    public async Task<Result<ListedUser>> Handle(FindUser query, CancellationToken cancellationToken)
    {
        var user = await accounts.FindNamedAsync(query.Name, cancellationToken);
        return user.IsSuccess ? ListedUser.Of(user.Value) : user.Error;
    }
}

internal static class NamedUsers
{
    /// <summary>Finds an account that is not closed.</summary>
    /// <param name="name">The username, the email address or the id; no username is as long as an id.</param>
    public static async Task<Result<User>> FindNamedAsync(
        this IAccountStore accounts, string name, CancellationToken cancellationToken)
    {
        var user = Guid.TryParseExact(name, "D", out var userId)
            ? await accounts.FindAsync(userId, cancellationToken)
            : await accounts.FindByLoginAsync(name, cancellationToken);
        return user is { ClosedAt: null } ? user : UserErrors.NotFound;
    }
}
