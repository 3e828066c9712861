using ChatApp.Application.Common;
using ChatApp.Application.Users;
using ChatApp.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Users;

internal sealed class UserDirectory(IDbContextFactory<ChatDbContext> contexts) : IUserDirectory
{
    // Sorts after every character that a username may have, so [prefix, prefix + this) holds all names with the prefix.
    private const string AfterAllNames = "~";

    public async Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);
    }

    public async Task<Page<User>> SearchAsync(string prefixKey, string? afterKey, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var end = prefixKey + AfterAllNames;
        var after = afterKey ?? "";
        var users = await context.Users.AsNoTracking()
            .Where(user => string.Compare(user.UsernameKey, prefixKey) >= 0
                && string.Compare(user.UsernameKey, end) < 0
                && string.Compare(user.UsernameKey, after) > 0)
            .OrderBy(user => user.UsernameKey)
            .Take(limit + 1)
            .ToListAsync(cancellationToken);
        return Page<User>.FromOneMore(users, limit);
    }
}
