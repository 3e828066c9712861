using ChatApp.Domain.Sessions;
using ChatApp.Infrastructure.Persistence.Model;
using Microsoft.EntityFrameworkCore;

namespace ChatApp.Infrastructure.Persistence.Accounts;

/// <summary>
/// Deletes sessions, with the addresses and user agents in them, once they have been over for
/// <see cref="SessionSettings.Retention"/>. Every node does; who comes second finds nothing.
/// </summary>
/// <remarks>
/// One loop, which looks once in <see cref="Interval"/>, over indexes. It deletes <see cref="BatchSize"/> rows at a
/// time, so that others get their turn in between.
/// </remarks>
internal sealed partial class SessionPurge(
    IDbContextFactory<ChatDbContext> contexts,
    SessionSettings settings,
    TimeProvider time,
    ILogger<SessionPurge> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Rows that one statement deletes at most.</summary>
    internal const int BatchSize = 500;

    // With those, over a million rows an hour and node.
    private const int MostBatches = 200;

    private bool _isFailing;

    /// <summary>Deletes what has been over for long enough, as far as one look may go.</summary>
    /// <returns>How many sessions were deleted.</returns>
    internal async Task<int> PurgeAsync(CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() - settings.Retention;
        var ended = await DeleteAsync(
            sessions => sessions.Where(row => row.EndedAt < end).OrderBy(row => row.EndedAt), cancellationToken);
        var expired = await DeleteAsync(
            sessions => sessions.Where(row => row.EndedAt == null && row.ExpiresAt < end)
                .OrderBy(row => row.ExpiresAt),
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
            // The node stops.
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
            // Nothing waits for it; what is worth a line in the log is that it began to fail.
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

    [LoggerMessage(EventId = 160, Level = LogLevel.Information, Message = "Deleted {Count} sessions that were over")]
    private static partial void LogPurged(ILogger logger, int count);

    [LoggerMessage(EventId = 161, Level = LogLevel.Warning, Message = "Old sessions cannot be deleted; trying again")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
