using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Users;

/// <summary>A user as others see it: never with an email address.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The name, as written at registration.</param>
/// <param name="DisplayName">What others see as the name.</param>
public sealed record UserDto(Guid Id, string Username, string DisplayName);

internal sealed class UserProfile : Profile
{
    public UserProfile() => CreateMap<User, UserDto>();
}
