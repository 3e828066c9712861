using AutoMapper;

namespace ChatApp.Application.Accounts;

/// <summary>Reads the caller's own account.</summary>
public sealed record GetAccount(Guid UserId) : IRequest<Result<AccountDto>>;

internal sealed class GetAccountHandler(IAccountStore accounts, IMapper mapper)
    : IRequestHandler<GetAccount, Result<AccountDto>>
{
    public async Task<Result<AccountDto>> Handle(GetAccount query, CancellationToken cancellationToken)
    {
        var user = await accounts.FindAsync(query.UserId, cancellationToken);
        return user is null
            ? new Error(ErrorKind.Unauthorized, ErrorCodes.Unauthorized, "This account no longer exists.")
            : mapper.Map<AccountDto>(user);
    }
}
