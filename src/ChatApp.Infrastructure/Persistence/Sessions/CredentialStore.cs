using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Sessions;

/// <summary>
/// Keeps passwords together with the sessions that they open. A session is kept in one transaction with a write to its user's row that demands the hash
/// that was verified, so it is committed either before a change of the password, which then finds it, or not at all.
/// </summary>
internal sealed class CredentialStore(IDbContextFactory<ChatDbContext> contexts, SessionCache cache) : ICredentialStore
{
    // As with SessionStore: each lost race means that another request has won one.
    private const int MaxAttempts = 50;

    public async Task<bool> StartSessionAsync(User user, string? newHash, Session session, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entry = context.Attach(user);
        user.ReplacePasswordHash(newHash ?? user.PasswordHash);
        entry.Property(row => row.PasswordHash).IsModified = true;
        context.Sessions.Add(session);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    public async Task<IReadOnlyList<Guid>?> ChangePasswordAsync(
        User user, string newHash, Guid keptSessionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ended = await RepeatAsync(async context =>
        {
            var current = await context.Users.SingleOrDefaultAsync(row => row.Id == user.Id, cancellationToken);
            if (current is null || current.PasswordHash != user.PasswordHash)
            {
                return null;
            }

            current.ReplacePasswordHash(newHash);
            return await EndOthersAsync(context, user.Id, keptSessionId, now, cancellationToken);
        });
        if (ended is null)
        {
            return null;
        }

        // A login that was committed after the sessions were read, but before the change, is found now; none comes any more.
        var late = await RepeatAsync(context => EndOthersAsync(context, user.Id, keptSessionId, now, CancellationToken.None));
        return [.. ended, .. late ?? []];
    }

    private async Task<List<Guid>?> EndOthersAsync(
        ChatDbContext context, Guid userId, Guid keptSessionId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var others = await context.Sessions
            .Where(session => session.UserId == userId && session.Id != keptSessionId && session.EndedAt == null)
            .ToListAsync(cancellationToken);
        others.ForEach(session => session.End(now));

        // Not cancelled by a caller who hangs up: what was committed must be known here too.
        await context.SaveChangesAsync(CancellationToken.None);
        others.ForEach(cache.PutChanged);
        return [.. others.Select(session => session.Id)];
    }

    // What is changed must be as it was read; if it is not, everything is read anew.
    private async Task<List<Guid>?> RepeatAsync(Func<ChatDbContext, Task<List<Guid>?>> change)
    {
        for (var attempt = 1; ; attempt++)
        {
            await using var context = await contexts.CreateDbContextAsync(CancellationToken.None);
            try
            {
                return await change(context);
            }
            catch (DbUpdateConcurrencyException) when (attempt < MaxAttempts)
            {
                // The password, or one of the sessions, was changed in between.
            }
        }
    }
}
