namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Deletes sessions, including their addresses and user agents, <see cref="SessionSettings.Retention"/> after their
/// end. Every node runs it; a node that comes second finds nothing to delete.
/// </summary>
/// <remarks>
/// One loop, which runs once every <see cref="Interval"/> and searches indexes. It deletes <see cref="BatchSize"/> rows
/// at a time, so that other statements can run in between.
/// </remarks>
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

    /// <summary>Deletes sessions whose retention period is over, up to the limit of one run.</summary>
    /// <returns>The number of deleted sessions.</returns>
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
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await TryPurgeAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The node is stopping.
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
        var sum = 0;
        for (var batch = 0; batch < MostBatches; batch++)
        {
            await using var context = await contexts.CreateDbContextAsync(cancellationToken);
            var deleted = await context.WriteAsync(
                over(context.Sessions).Take(BatchSize).ExecuteDeleteAsync, cancellationToken);
            sum += deleted;
            if (deleted < BatchSize)
            {
                break;
            }
        }

        return sum;
    }

    [LoggerMessage(160, LogLevel.Information, "Deleted {Count} sessions past their retention period")]
    private static partial void LogPurged(ILogger logger, int count);

    [LoggerMessage(161, LogLevel.Warning, "Old sessions cannot be deleted; trying again in 10 minutes")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
