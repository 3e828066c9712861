namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Stores passwords and the sessions that they open. Every method first updates the user's row, if it still has the
/// verified hash. So methods for one user run one after another: a session is committed before a password change, which
/// then ends it, or not at all.
/// </summary>
internal sealed class CredentialStore(
    IDbContextFactory<ChatDbContext> contexts, SessionCache cache, SessionSettings settings) : ICredentialStore
{
    // More sessions than this can exist only from versions without a limit; the next login ends further ones.
    private const int MostDisplaced = 1_000;

    public Task<IReadOnlyList<Guid>?> StartSessionAsync(
        User user, string? newHash, Session session, CancellationToken cancellationToken) =>
        TryStartAsync(user, newHash ?? user.PasswordHash, session, DisplaceAsync, cancellationToken);

    public Task<IReadOnlyList<Guid>?> ChangePasswordAsync(
        User user, string newHash, Session session, CancellationToken cancellationToken) =>
        TryStartAsync(user, newHash, session, EndAllAsync, cancellationToken);

    public async Task<IReadOnlyList<Guid>?> ResetPasswordAsync(
        User user, string newHash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await TryWriteAsync(
            context,
            user,
            newHash,
            cancellation => EndAllAsync(
                context.Sessions.Where(row => row.UserId == user.Id && row.EndedAt == null), now, cancellation),
            cancellationToken);
    }

    // Null: the password has changed, or the account is disabled.
    private async Task<IReadOnlyList<Guid>?> TryStartAsync(
        User user,
        string hash,
        Session session,
        Func<ChatDbContext, Session, CancellationToken, Task<List<Guid>>> end,
        CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Sessions.Add(session);
        return await TryWriteAsync(
            context, user, hash, cancellation => end(context, session, cancellation), cancellationToken);
    }

    private async Task<IReadOnlyList<Guid>?> TryWriteAsync(
        ChatDbContext context,
        User user,
        string hash,
        Func<CancellationToken, Task<List<Guid>>> end,
        CancellationToken cancellationToken)
    {
        var entry = context.Attach(user);
        user.ReplacePasswordHash(hash);
        entry.Property(row => row.PasswordHash).IsModified = true;
        try
        {
            var ended = await context.WriteInTransactionAsync(
                async cancellation =>
                {
                    await context.SaveChangesAsync(cancellation);
                    return await end(cancellation);
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

    private static Task<List<Guid>> EndAllAsync(
        ChatDbContext context, Session session, CancellationToken cancellationToken) =>
        EndAllAsync(OpenBeside(context, session), session.CreatedAt, cancellationToken);

    private static async Task<List<Guid>> EndAllAsync(
        IQueryable<Session> open, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // Until the update below, sessions may be refreshed or ended, but none can be added.
        var ended = await open.Select(row => row.Id).ToListAsync(cancellationToken);
        await EndAsync(open, now, cancellationToken);
        return ended;
    }

    private static IQueryable<Session> OpenBeside(ChatDbContext context, Session session) => context.Sessions
        .Where(row => row.UserId == session.UserId && row.EndedAt == null && row.Id != session.Id);

    // One statement for all sessions. It waits for a running refresh; a later refresh sees that the session has ended.
    private static Task<int> EndAsync(
        IQueryable<Session> sessions, DateTimeOffset now, CancellationToken cancellationToken) =>
        sessions.ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancellationToken);
}
