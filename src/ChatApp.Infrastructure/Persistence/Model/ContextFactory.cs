namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// Creates the context of the configured database as a <see cref="ChatDbContext"/>, so that stores do not depend on the
/// database.
/// </summary>
internal sealed class ContextFactory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<ChatDbContext>
    where TContext : ChatDbContext
{
    public ChatDbContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<ChatDbContext> CreateDbContextAsync(CancellationToken cancellationToken) =>
        await contexts.CreateDbContextAsync(cancellationToken);
}
