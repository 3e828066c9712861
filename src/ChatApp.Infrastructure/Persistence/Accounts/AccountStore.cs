namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Stores accounts. Of two registrations of a name at once, the unique indexes decide which succeeds.
/// </summary>
internal sealed class AccountStore(
    IDbContextFactory<ChatDbContext> contexts, SessionCache cache, UserAnnouncer announcer, MessageErasure erasure)
    : IAccountStore
{
    public async Task<AddAccountOutcome> AddAsync(User user, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Users.Add(user);
        context.Streams.Add(StreamCounter.Open(user.Id));
        try
        {
            return await context.WriteInTransactionAsync(
                async cancellation =>
                {
                    await context.SaveChangesAsync(cancellation);

                    // Only now, because storing the name has waited for the end of a closing that retires it.
                    return await IsRetiredAsync(context, user.UsernameKey, cancellation)
                        ? throw new RetiredNameException()
                        : AddAccountOutcome.Added;
                },
                cancellationToken);
        }
        catch (RetiredNameException)
        {
            return AddAccountOutcome.UsernameTaken;
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsUniqueViolation(exception))
        {
            var outcome = await CheckNamesAsync(user.UsernameKey, user.EmailKey, cancellationToken);
            if (outcome == AddAccountOutcome.Added)
            {
                throw;
            }

            return outcome;
        }
        catch (Exception exception) when (DatabaseFailure.IsPassing(exception))
        {
            // The connection may have broken after the commit. If the account exists, it was stored; otherwise the
            // outcome is unknown.
            if (await FindAsync(user.Id, cancellationToken) is null)
            {
                throw;
            }

            await context.ConfirmAsync(cancellationToken);
            return AddAccountOutcome.Added;
        }
    }

    public async Task<AddAccountOutcome> CheckNamesAsync(
        string usernameKey, string emailKey, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var taken = await context.Users.AsNoTracking()
            .Where(user => user.UsernameKey == usernameKey || user.EmailKey == emailKey)
            .Select(user => user.UsernameKey)
            .ToListAsync(cancellationToken);
        return taken.Contains(usernameKey) || await IsRetiredAsync(context, usernameKey, cancellationToken)
            ? AddAccountOutcome.UsernameTaken
            : taken.Count > 0 ? AddAccountOutcome.EmailTaken
            : AddAccountOutcome.Added;
    }

    public async Task<User?> FindByLoginAsync(string login, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var users = context.Users.AsNoTracking();
        if (login.Contains('@', StringComparison.Ordinal))
        {
            var emailKey = EmailAddress.KeyOf(login);
            return await users.SingleOrDefaultAsync(user => user.EmailKey == emailKey, cancellationToken);
        }

        var usernameKey = Username.KeyOf(login);
        return await users.SingleOrDefaultAsync(user => user.UsernameKey == usernameKey, cancellationToken);
    }

    public async Task<User?> FindAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == userId, cancellationToken);
    }

    public async Task ChangeDisplayNameAsync(Guid userId, string displayName, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var changed = await context.WriteAsync(
            cancellation => context.Users
                .Where(user => user.Id == userId && user.IsActive && user.DisplayName != displayName)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(user => user.DisplayName, displayName)
                        .SetProperty(user => user.ProfileRevision, user => user.ProfileRevision + 1),
                    cancellation),
            cancellationToken);
        if (changed > 0)
        {
            announcer.Wake();
        }
        else
        {
            // An earlier call may have stored the name without confirming that.
            await context.ConfirmAsync(cancellationToken);
        }
    }

    public async Task<bool> SetActiveAsync(Guid userId, bool isActive, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var changed = await context.WriteAsync(
            cancellation => context.Users
                .Where(user => user.Id == userId && user.ClosedAt == null && user.IsActive != isActive)
                .ExecuteUpdateAsync(set => set.SetProperty(user => user.IsActive, isActive), cancellation),
            cancellationToken);
        if (changed == 0)
        {
            await context.ConfirmAsync(cancellationToken);
        }

        return changed > 0;
    }

    public async Task<SessionEnds?> CloseAsync(
        User user, DateTimeOffset now, bool erasesMessages, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        context.Attach(user);
        context.Add(new RetiredNameRow { Digest = RetiredNameRow.DigestOf(user.UsernameKey) });
        user.Close(now, erasesMessages);
        List<Guid> ended;
        bool isConfirmed;
        try
        {
            (ended, isConfirmed) = await context.CommitInTransactionAsync(
                cancellation => CloseAsync(context, user, cancellation), cancellationToken);
        }
        catch (DbUpdateConcurrencyException)
        {
            return null;
        }

        ended.ForEach(cache.Forget);
        announcer.Wake();
        erasure.Wake();
        return new SessionEnds(ended, isConfirmed);
    }

    private static async Task<List<Guid>> CloseAsync(
        ChatDbContext context, User user, CancellationToken cancellationToken)
    {
        // The trigger of the table ends these. A session that starts at this moment is ended too, and noticed later.
        var sessions = context.Sessions.Where(session => session.UserId == user.Id);
        var ended = await sessions.Where(session => session.EndedAt == null).Select(session => session.Id)
            .ToListAsync(cancellationToken);
        await context.SaveChangesAsync(cancellationToken);
        await sessions.ExecuteUpdateAsync(
            set => set.SetProperty(session => session.UserAgent, "")
                .SetProperty(session => session.Address, (string?)null)
                .SetProperty(session => session.RefreshRequestId, (Guid?)null),
            cancellationToken);
        await context.Users.Where(row => row.Id == user.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.ProfileRevision, row => row.ProfileRevision + 1), cancellationToken);

        // Last, because batches wait for this lock.
        await context.Streams.Where(row => row.UserId == user.Id).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.IsClosed, true), cancellationToken);
        return ended;
    }

    private static Task<bool> IsRetiredAsync(
        ChatDbContext context, string usernameKey, CancellationToken cancellationToken)
    {
        var digest = RetiredNameRow.DigestOf(usernameKey);
        return context.Set<RetiredNameRow>().AnyAsync(row => row.Digest == digest, cancellationToken);
    }

    /// <summary>Rolls a registration back.</summary>
    private sealed class RetiredNameException : Exception;
}
