using MediatR;

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
    private const int PageSize = 100;
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

    /// <summary>Does the work for one user.</summary>
    /// <returns>An error if it must be tried again.</returns>
    protected abstract Task<Result<Unit>> DoAsync(User user, CancellationToken cancellationToken);

    /// <summary>Records that the work for one user is done.</summary>
    protected abstract Task<int> RecordAsync(ChatDbContext context, User user, CancellationToken cancellationToken);

    /// <summary>Called after <see cref="RecordAsync"/> is committed.</summary>
    protected virtual void Recorded(User user)
    {
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
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = await Pending(context).AsNoTracking().OrderBy(user => user.Id).Take(PageSize)
            .ToListAsync(cancellationToken);
        var failures = new List<Exception>();
        foreach (var user in pending)
        {
            try
            {
                if ((await DoAsync(user, cancellationToken)).IsSuccess)
                {
                    await context.WriteAsync(
                        cancellation => RecordAsync(context, user, cancellation), cancellationToken);
                    Recorded(user);
                }
                else
                {
                    failures.Add(new TimeoutException("The writer of conversations cannot take more writes now."));
                }
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
