using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Users;

/// <summary>A user as others see it, without the email address.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The username, as written at registration.</param>
/// <param name="DisplayName">The name that others see.</param>
public sealed record UserDto(Guid Id, string Username, string DisplayName);

internal sealed class UserProfile : Profile
{
    public UserProfile() => CreateMap<User, UserDto>();
}
