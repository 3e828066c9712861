using AutoMapper;

namespace ChatApp.Application.Users;

/// <summary>Reads a user as others see it.</summary>
public sealed record GetUser(Guid UserId) : IRequest<Result<UserDto>>;

internal sealed class GetUserHandler(IUserDirectory users, IMapper mapper) : IRequestHandler<GetUser, Result<UserDto>>
{
    public async Task<Result<UserDto>> Handle(GetUser query, CancellationToken cancellationToken)
    {
        var user = await users.FindAsync(query.UserId, cancellationToken);
        return user is null ? UserErrors.NotFound : mapper.Map<UserDto>(user);
    }
}
