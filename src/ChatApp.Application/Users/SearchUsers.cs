using AutoMapper;
using ChatApp.Application.Common;
using ChatApp.Domain.Users;
using FluentValidation;
using MediatR;

namespace ChatApp.Application.Users;

/// <summary>Finds users by the start of their name.</summary>
/// <param name="Search">Start of the name; case does not matter. Empty or absent: everybody.</param>
/// <param name="After">Only names after this one in alphabetical order.</param>
/// <param name="Limit">Most users to give.</param>
public sealed record SearchUsers(string? Search, string? After, int Limit) : IRequest<Result<Page<UserDto>>>;

internal sealed class SearchUsersValidator : AbstractValidator<SearchUsers>
{
    public SearchUsersValidator()
    {
        RuleFor(query => query.Search).IsWellFormed();
        RuleFor(query => query.After).IsWellFormed();
        RuleFor(query => query.Limit).IsPageLimit();
    }
}

internal sealed class SearchUsersHandler(IUserDirectory users, IMapper mapper)
    : IRequestHandler<SearchUsers, Result<Page<UserDto>>>
{
    public async Task<Result<Page<UserDto>>> Handle(SearchUsers query, CancellationToken cancellationToken)
    {
        var prefixKey = Username.KeyOf(query.Search ?? "");
        var afterKey = query.After is null ? null : Username.KeyOf(query.After);
        var page = await users.SearchAsync(prefixKey, afterKey, query.Limit, cancellationToken);
        return new Page<UserDto>(mapper.Map<List<UserDto>>(page.Items), page.HasMore);
    }
}
