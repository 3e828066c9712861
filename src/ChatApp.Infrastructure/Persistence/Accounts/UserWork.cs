using System.Runtime.CompilerServices;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Work for users that a change begins and that goes on after it: in small pages, so that a user with many
/// conversations does not hold up messages. A change wakes the work on its node. Every node also looks every few
/// seconds, because the other node may have ended.
/// </summary>
/// <remarks>
/// The work must be safe to repeat, at the same time too: two nodes may do it, and a failed attempt begins anew.
/// </remarks>
internal abstract partial class UserWork(IDbContextFactory<ChatDbContext> contexts, ILogger logger) : BackgroundService
{
    /// <summary>Also the maximum number of writes in progress: they share the writer's queue with messages.</summary>
    protected const int PageSize = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly WakeSignal _wake = new();
    private bool _isFailing;

    protected ILogger Logger => logger;

    /// <summary>Makes it look at once.</summary>
    public void Wake() => _wake.Set();

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await TryAsync(stoppingToken);

            // Ends early when the node stops; the loop condition checks that.
            await _wake.WaitAsync(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The users for whom there is work; uses an index, since it is asked every few seconds.</summary>
    protected abstract IQueryable<User> Pending(ChatDbContext context);

    /// <summary>Does the work for one user, and records that it is done.</summary>
    protected abstract Task DoAsync(User user, CancellationToken cancellationToken);

    /// <summary>Reads all conversations of a user with messages, page by page.</summary>
    protected async IAsyncEnumerable<IReadOnlyList<Conversation>> ReadConversationsAsync(
        Guid userId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<Conversation> page;
        var last = Guid.Empty;
        do
        {
            // A conversation without messages is in no list.
            page = await ReadAsync(
                context =>
                    from member in context.Members
                    where member.UserId == userId && member.ConversationId > last && member.ListedMinute != null
                    join conversation in context.Conversations.AsNoTracking()
                        on member.ConversationId equals conversation.Id
                    orderby member.ConversationId
                    select conversation,
                cancellationToken);
            if (page.Count > 0)
            {
                last = page[^1].Id;
                yield return page;
            }
        }
        while (page.Count == PageSize);
    }

    /// <summary>Reads a page.</summary>
    protected async Task<List<T>> ReadAsync<T>(
        Func<ChatDbContext, IQueryable<T>> query, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await query(context).Take(PageSize).ToListAsync(cancellationToken);
    }

    /// <summary>Executes a writing statement.</summary>
    protected async Task WriteAsync(
        Func<ChatDbContext, CancellationToken, Task<int>> statement, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.WriteAsync(cancellation => statement(context, cancellation), cancellationToken);
    }

    /// <summary>Awaits writes of conversations.</summary>
    /// <exception cref="TimeoutException">The writer is overloaded or without its database.</exception>
    protected static async Task WhenAllAsync<T>(IEnumerable<Task<Result<T>>> writes)
    {
        var results = await Task.WhenAll(writes);
        if (Array.Exists(results, result => !result.IsSuccess && result.Error.Kind == ErrorKind.Unavailable))
        {
            throw new TimeoutException("The writer of conversations cannot take more writes now.");
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await DoAllAsync(cancellationToken);
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

    private async Task DoAllAsync(CancellationToken cancellationToken)
    {
        var pending = await ReadAsync(
            context => Pending(context).AsNoTracking().OrderBy(user => user.Id), cancellationToken);
        var failures = new List<Exception>();
        foreach (var user in pending)
        {
            try
            {
                await DoAsync(user, cancellationToken);
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

    [LoggerMessage(162, LogLevel.Warning, "Work for users fails; trying again in 5 seconds")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
