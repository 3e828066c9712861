using AutoMapper;
using ChatApp.Application.Users;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>Reads the caller's own account.</summary>
public sealed record GetAccount(Guid UserId) : IRequest<Result<AccountDto>>;

internal sealed class GetAccountHandler(IAccountStore accounts, IMapper mapper)
    : IRequestHandler<GetAccount, Result<AccountDto>>
{
    public async Task<Result<AccountDto>> Handle(GetAccount query, CancellationToken cancellationToken)
    {
        var user = await accounts.FindAsync(query.UserId, cancellationToken);
        return user is null ? UserErrors.Gone : mapper.Map<AccountDto>(user);
    }
}

/// <summary>An account as its owner sees it.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The username, as written at registration.</param>
/// <param name="Email">The email address, as written at registration.</param>
/// <param name="DisplayName">The name that others see.</param>
/// <param name="IsActive">Whether the account may be used.</param>
/// <param name="CreatedAt">When it was created.</param>
[AutoMap(typeof(User))]
public sealed record AccountDto(
    Guid Id, string Username, string Email, string DisplayName, bool IsActive, DateTimeOffset CreatedAt)
    : SensitiveRecord;
