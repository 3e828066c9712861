namespace ChatApp.Infrastructure.Persistence.Reading;

/// <remarks>The queries are compiled once, because clients search while users type.</remarks>
internal sealed class UserDirectory(IDbContextFactory<ChatDbContext> contexts) : IUserDirectory
{
    // Sorts after every character of a username, so [prefix, prefix + this) contains all names with the prefix.
    private const string AfterAllNames = "~";

    private readonly Func<ChatDbContext, Guid, CancellationToken, Task<User?>> _user = EF.CompileAsyncQuery(
        (ChatDbContext context, Guid userId, CancellationToken _) =>
            context.Users.AsNoTracking().SingleOrDefault(user => user.Id == userId));

    private readonly Func<ChatDbContext, string, CancellationToken, Task<User?>> _named = EF.CompileAsyncQuery(
        (ChatDbContext context, string usernameKey, CancellationToken _) =>
            context.Users.AsNoTracking().SingleOrDefault(
                user => user.UsernameKey == usernameKey && user.ClosedAt == null));

    private readonly Func<ChatDbContext, string, string, string, int, IAsyncEnumerable<User>> _range =
        EF.CompileAsyncQuery(
            (ChatDbContext context, string begin, string end, string after, int count) => context.Users.AsNoTracking()
                .Where(user => string.Compare(user.UsernameKey, begin) >= 0
                    && string.Compare(user.UsernameKey, end) < 0
                    && string.Compare(user.UsernameKey, after) > 0
                    && user.ClosedAt == null)
                .OrderBy(user => user.UsernameKey)
                .Take(count));

    public async Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await _user(context, userId, cancellationToken);
    }

    public async Task<User?> FindByNameAsync(string usernameKey, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await _named(context, usernameKey, cancellationToken);
    }

    public async Task<Page<User>> SearchAsync(
        string prefixKey, string? afterKey, int limit, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var users = new List<User>();
        var range = _range(context, prefixKey, prefixKey + AfterAllNames, afterKey ?? "", limit + 1);
        await foreach (var user in range.WithCancellation(cancellationToken))
        {
            users.Add(user);
        }

        return Page<User>.FromOneMore(users, limit);
    }
}
