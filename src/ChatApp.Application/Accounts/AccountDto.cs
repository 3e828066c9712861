using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Accounts;

/// <summary>An account as its owner sees it.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Username">The name, as written at registration.</param>
/// <param name="Email">The address, as written at registration.</param>
/// <param name="DisplayName">What others see as the name.</param>
/// <param name="IsActive">Whether the account may be used.</param>
/// <param name="CreatedAt">When it was made.</param>
public sealed record AccountDto(
    Guid Id, string Username, string Email, string DisplayName, bool IsActive, DateTimeOffset CreatedAt)
    : SensitiveRecord;

internal sealed class AccountProfile : Profile
{
    public AccountProfile() => CreateMap<User, AccountDto>();
}
