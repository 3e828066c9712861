using ChatApp.Application.Users;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Lists accounts for the operator, in alphabetical order, without closed ones.</summary>
/// <param name="Prefix">Start of the username; empty for all.</param>
/// <param name="After">Only names after this one; null for the first page.</param>
public sealed record ListUsers(string Prefix, string? After, int Limit) : IRequest<Result<Page<ListedUser>>>;

internal sealed class ListUsersValidator : AbstractValidator<ListUsers>
{
    public ListUsersValidator()
    {
        RuleFor(query => query.Prefix).IsWellFormed();
        RuleFor(query => query.Limit).IsPageLimit();
    }
}

internal sealed class ListUsersHandler(IUserDirectory users) : IRequestHandler<ListUsers, Result<Page<ListedUser>>>
{
    public async Task<Result<Page<ListedUser>>> Handle(ListUsers query, CancellationToken cancellationToken)
    {
        var afterKey = query.After is null ? null : Username.KeyOf(query.After);
        var page = await users.SearchAsync(Username.KeyOf(query.Prefix), afterKey, query.Limit, cancellationToken);
        return new Page<ListedUser>([.. page.Items.Select(ListedUser.Of)], page.HasMore);
    }
}

/// <summary>An account as the operator sees it.</summary>
/// <param name="LastSeenAt">When the user was last online, roughly; null before the first time.</param>
public sealed record ListedUser(
    Guid Id, string Username, string Email, bool IsActive, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt)
    : SensitiveRecord
{
    internal static ListedUser Of(User user) =>
        new(user.Id, user.Username, user.Email, user.IsActive, user.CreatedAt, user.LastSeenAt);
}
