using ChatApp.Application.Sessions;
using ChatApp.Domain.Sessions;
using ChatApp.Domain.Users;
using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Keeps passwords together with the sessions that they open. Whatever is done here begins with a write to the user's
/// row that demands the hash that was verified. So of one user one is done at a time, and a session is committed either
/// before a change of the password, which then finds it, or not at all.
/// </summary>
internal sealed class CredentialStore(
    IDbContextFactory<ChatDbContext> contexts, SessionCache cache, SessionSettings settings) : ICredentialStore
{
    // More than that can only be there from the time before there was a limit; the next login goes on with them.
    private const int MostDisplaced = 1_000;

    public Task<IReadOnlyList<Guid>?> StartSessionAsync(
        User user, string? newHash, Session session, CancellationToken cancellationToken) =>
        TryStartAsync(
            user,
            newHash ?? user.PasswordHash,
            session,
            (context, cancellation) => DisplaceAsync(context, session, cancellation),
            cancellationToken);

    public Task<IReadOnlyList<Guid>?> ChangePasswordAsync(
        User user, string newHash, Session session, CancellationToken cancellationToken) =>
        TryStartAsync(
            user,
            newHash,
            session,
            (context, cancellation) => EndAllAsync(context, session, cancellation),
            cancellationToken);

    // Null: the password is another one by now, or the account is switched off.
    private async Task<IReadOnlyList<Guid>?> TryStartAsync(
        User user,
        string hash,
        Session session,
        Func<ChatDbContext, CancellationToken, Task<List<Guid>>> end,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var entry = context.Attach(user);
        user.ReplacePasswordHash(hash);
        entry.Property(row => row.PasswordHash).IsModified = true;
        context.Sessions.Add(session);
        try
        {
            var ended = await context.WriteInTransactionAsync(
                async cancellation =>
                {
                    await context.SaveChangesAsync(cancellation);
                    return await end(context, cancellation);
                },
                cancellationToken);
            ended.ForEach(cache.Forget);
            return ended;
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }
    }

    private async Task<List<Guid>> DisplaceAsync(
        ChatDbContext context, Session session, CancellationToken cancellationToken)
    {
        var displaced = await OpenBeside(context, session)
            .OrderByDescending(row => row.RotatedAt)
            .ThenByDescending(row => row.Id)
            .Skip(settings.MostPerUser - 1)
            .Take(MostDisplaced)
            .Select(row => row.Id)
            .ToListAsync(cancellationToken);
        if (displaced.Count > 0)
        {
            await EndAsync(
                context.Sessions.Where(row => displaced.Contains(row.Id) && row.EndedAt == null),
                session.CreatedAt,
                cancellationToken);
        }

        return displaced;
    }

    private static async Task<List<Guid>> EndAllAsync(
        ChatDbContext context, Session session, CancellationToken cancellationToken)
    {
        // Meanwhile one of them may be refreshed or ended, but none is added.
        var others = OpenBeside(context, session);
        var ended = await others.Select(row => row.Id).ToListAsync(cancellationToken);
        await EndAsync(others, session.CreatedAt, cancellationToken);
        return ended;
    }

    private static IQueryable<Session> OpenBeside(ChatDbContext context, Session session) => context.Sessions
        .Where(row => row.UserId == session.UserId && row.EndedAt == null && row.Id != session.Id);

    // One statement, however many there are. It waits for a refresh that is under way; a later one finds the end.
    private static Task<int> EndAsync(
        IQueryable<Session> sessions, DateTimeOffset now, CancellationToken cancellationToken) =>
        sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancellationToken);
}
