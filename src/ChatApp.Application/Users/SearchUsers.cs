using AutoMapper;
using ChatApp.Domain.Users;

namespace ChatApp.Application.Users;

/// <summary>Finds users by the start of their username, or only by the whole name if so configured.</summary>
/// <param name="Search">Start of the name, at least 2 characters; case does not matter.</param>
/// <param name="After">Only names after this one in alphabetical order; null for the first page.</param>
public sealed record SearchUsers(string? Search, string? After, int Limit) : IRequest<Result<Page<UserDto>>>
{
    /// <summary>Shortest search text, in characters, so that users cannot simply be listed.</summary>
    public const int MinLength = 2;
}

internal sealed class SearchUsersValidator : AbstractValidator<SearchUsers>
{
    public SearchUsersValidator()
    {
        RuleFor(query => query.Search).Cascade(CascadeMode.Stop).IsRequired().IsWellFormed()
            .Must(search => search!.EnumerateRunes().Take(SearchUsers.MinLength).Count() == SearchUsers.MinLength)
            .WithMessage($"Give at least {SearchUsers.MinLength} characters of the name.");
        RuleFor(query => query.After).IsWellFormed();
        RuleFor(query => query.Limit).IsPageLimit();
    }
}

internal sealed class SearchUsersHandler(IUserDirectory users, DirectoryRules rules, IMapper mapper)
    : IRequestHandler<SearchUsers, Result<Page<UserDto>>>
{
    public async Task<Result<Page<UserDto>>> Handle(SearchUsers query, CancellationToken cancellationToken)
    {
        var key = Username.KeyOf(query.Search!);
        if (rules.WholeNamesAlone)
        {
            var user = await users.FindByNameAsync(key, cancellationToken);
            return new Page<UserDto>(user is null ? [] : [mapper.Map<UserDto>(user)], HasMore: false);
        }

        var afterKey = query.After is null ? null : Username.KeyOf(query.After);
        var page = await users.SearchAsync(key, afterKey, query.Limit, cancellationToken);
        return new Page<UserDto>(mapper.Map<List<UserDto>>(page.Items), page.HasMore);
    }
}

/// <summary>The rules for finding users.</summary>
/// <param name="WholeNamesAlone">Whether only the whole username finds a user, and not its beginning.</param>
public sealed record DirectoryRules(bool WholeNamesAlone);
