namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Tells all who share a conversation with a user of the user's new names. A change wakes it on its node. Every node
/// also looks every few seconds, because the other node may have ended.
/// </summary>
/// <remarks>
/// Each conversation remembers what was announced, so a second node or a second attempt announces nothing again.
/// Changes that follow one another faster than they are announced are announced as one.
/// </remarks>
internal sealed partial class UserAnnouncer(
    IDbContextFactory<ChatDbContext> contexts, IConversationWriter writer, ILogger<UserAnnouncer> logger)
    : BackgroundService
{
    // Also the maximum number of writes in progress: they share the writer's queue with messages.
    private const int PageSize = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly WakeSignal _wake = new();
    private bool _isFailing;

    /// <summary>Makes it look at once.</summary>
    public void Wake() => _wake.Set();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAnnounceAsync(stoppingToken);

            // Ends early when the node stops; the loop condition checks that.
            await _wake.WaitAsync(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TryAnnounceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AnnounceAsync(cancellationToken);
            _isFailing = false;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The next attempt follows soon, so only the first failure in a row is logged.
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(logger, exception);
            }
        }
        catch (OperationCanceledException)
        {
            // The node stops. Another node goes on, or this one at its next start.
        }
    }

    private async Task AnnounceAsync(CancellationToken cancellationToken)
    {
        var pending = await ReadAsync(
            context => context.Users.AsNoTracking()
                .Where(user => user.AnnouncedRevision < user.ProfileRevision).OrderBy(user => user.Id),
            cancellationToken);
        var failures = new List<Exception>();
        foreach (var user in pending)
        {
            try
            {
                await AnnounceAsync(user, cancellationToken);
            }
            catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The other users must not wait for this one.
                failures.Add(exception);
            }
        }

        if (failures.Count > 0)
        {
            throw new AggregateException(failures);
        }

        if (pending.Count == PageSize)
        {
            Wake();
        }
    }

    private async Task AnnounceAsync(User user, CancellationToken cancellationToken)
    {
        List<Guid> peers = [user.Id];
        var last = Guid.Empty;
        while (peers.Count > 0)
        {
            await TellAsync(user, peers, cancellationToken);

            // A conversation without messages is in no list.
            var conversations = await ReadAsync(
                context =>
                    from member in context.Members
                    where member.UserId == user.Id && member.ConversationId > last && member.ListedMinute != null
                    join conversation in context.Conversations.AsNoTracking()
                        on member.ConversationId equals conversation.Id
                    orderby member.ConversationId
                    select conversation,
                cancellationToken);
            peers = conversations.ConvertAll(conversation => conversation.Pair.PeerOf(user.Id));
            last = conversations.LastOrDefault()?.Id ?? last;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.WriteAsync(
            cancellation => context.Users
                .Where(row => row.Id == user.Id && row.AnnouncedRevision < user.ProfileRevision)
                .ExecuteUpdateAsync(
                    set => set.SetProperty(row => row.AnnouncedRevision, user.ProfileRevision), cancellation),
            cancellationToken);
    }

    /// <exception cref="TimeoutException">The writer is overloaded or without its database.</exception>
    private async Task TellAsync(User user, List<Guid> peers, CancellationToken cancellationToken)
    {
        var told = await Task.WhenAll(
            peers.Select(peerId => writer.WriteAsync(new AnnounceUserWrite(user, peerId), cancellationToken)));
        if (Array.Exists(told, result => !result.IsSuccess && result.Error.Kind == ErrorKind.Unavailable))
        {
            throw new TimeoutException("The writer of conversations cannot take more writes now.");
        }
    }

    private async Task<List<T>> ReadAsync<T>(
        Func<ChatDbContext, IQueryable<T>> query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await query(context).Take(PageSize).ToListAsync(cancellationToken);
    }

    [LoggerMessage(162, LogLevel.Warning, "New names cannot be announced; trying again in 5 seconds")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
