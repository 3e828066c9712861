using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>An account as its owner sees it.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The username, as written at registration.</param>
/// <param name="Email">The email address, as written at registration.</param>
/// <param name="DisplayName">The name that others see.</param>
/// <param name="IsActive">Whether the account may be used.</param>
/// <param name="CreatedAt">When it was created.</param>
public sealed record AccountDto(
    Guid Id, string Username, string Email, string DisplayName, bool IsActive, DateTimeOffset CreatedAt)
    : SensitiveRecord;

internal sealed class AccountProfile : Profile
{
    public AccountProfile() => CreateMap<User, AccountDto>();
}
