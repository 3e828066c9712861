namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Deletes sessions, with their addresses and user agents, <see cref="SessionSettings.Retention"/> after their end.
/// Every node runs it, every ten minutes, in small statements on indexes; the second node finds nothing.
/// </summary>
internal sealed partial class SessionPurge(
    IDbContextFactory<ChatDbContext> contexts,
    SessionSettings settings,
    TimeProvider time,
    ILogger<SessionPurge> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Maximum number of rows that one statement deletes.</summary>
    internal const int BatchSize = 500;

    // A limit of 600,000 ended and 600,000 expired sessions per hour and node.
    private const int MostBatches = 200;

    private bool _isFailing;

    /// <summary>Deletes sessions whose retention period is over, up to the limit of one run, and counts them.</summary>
    internal async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() - settings.Retention;
        var ended = await DeleteAsync(
            sessions => sessions.Where(row => row.EndedAt < end).OrderBy(row => row.EndedAt), cancellationToken);
        var expired = await DeleteAsync(
            sessions => sessions.Where(row => row.EndedAt == null && row.ExpiresAt < end).OrderBy(row => row.ExpiresAt),
            cancellationToken);
        return ended + expired;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.TickAsync(stoppingToken))
        {
            await TryPurgeAsync(stoppingToken);
        }
    }

    private async Task TryPurgeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var deleted = await PurgeAsync(cancellationToken);
            _isFailing = false;
            if (deleted > 0)
            {
                LogPurged(logger, deleted);
            }
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            // No caller waits for the result, so only the first failure in a row is logged.
            if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(logger, exception);
            }
        }
    }

    private async Task<int> DeleteAsync(
        Func<IQueryable<Session>, IQueryable<Session>> over, CancellationToken cancellationToken)
    {
        var (sum, deleted) = (0, BatchSize);
        for (var batch = 0; batch < MostBatches && deleted == BatchSize; batch++)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            deleted = await context.WriteAsync(
                over(context.Sessions).Take(BatchSize).ExecuteDeleteAsync, cancellationToken);
            sum += deleted;
        }

        return sum;
    }

    [LoggerMessage(160, LogLevel.Information, "Deleted {Count} sessions past their retention period")]
    private static partial void LogPurged(ILogger logger, int count);

    [LoggerMessage(161, LogLevel.Warning, "Old sessions cannot be deleted; trying again in 10 minutes")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
