using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Model;

/// <summary>
/// Hands out the provider's context under the name of the one model, so that stores do not know which database they
/// use.
/// </summary>
internal sealed class ContextFactory<TContext>(IDbContextFactory<TContext> contexts) : IDbContextFactory<ChatDbContext>
    where TContext : ChatDbContext
{
    public ChatDbContext CreateDbContext() => contexts.CreateDbContext();

    public async Task<ChatDbContext> CreateDbContextAsync(CancellationToken cancellationToken) =>
        await contexts.CreateDbContextAsync(cancellationToken);
}
