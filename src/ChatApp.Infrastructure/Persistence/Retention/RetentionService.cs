namespace ChatApp.Infrastructure.Persistence.Retention;

/// <summary>
/// Deletes events and messages that are older than the settings allow: once a day, on one node, slowly. A run that ends
/// early is begun anew after its lease, and finds what is left.
/// </summary>
internal sealed partial class RetentionService(
    RetentionSettings settings,
    RetentionLease lease,
    EventPurge events,
    MessagePurge messages,
    DatabaseState database,
    TimeProvider time,
    ILogger<RetentionService> logger) : BackgroundService
{
    /// <summary>How often a node asks whether a run is due.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private bool _isFailing;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (settings.Events is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.TickAsync(stoppingToken))
        {
            await TryRunAsync(stoppingToken);
        }
    }

    /// <summary>Does a run if one is due.</summary>
    /// <returns>What it deleted; null if none was due.</returns>
    internal async Task<(long Messages, long Events)?> RunAsync(CancellationToken cancellationToken)
    {
        if (settings.Events is not { } eventAge || await lease.TryTakeAsync(cancellationToken) is not { } held)
        {
            return null;
        }

        var (start, startedAt) = (time.GetTimestamp(), time.GetTimestampUtc());
        var pace = new RetentionPace(lease, held, time);
        var deletedEvents = await events.RunAsync(startedAt - eventAge, pace, cancellationToken);
        var deletedMessages = settings.Messages is { } messageAge
            ? await messages.RunAsync(startedAt - messageAge, pace, cancellationToken)
            : 0;
        await lease.EndAsync(pace.Held, startedAt, cancellationToken);
        LogRun(logger, deletedMessages, deletedEvents, (long)time.GetElapsedTime(start).TotalSeconds);
        return (deletedMessages, deletedEvents);
    }

    private async Task TryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (database.IsOpen && await RunAsync(cancellationToken) is not null)
            {
                _isFailing = false;
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
        catch (OperationCanceledException)
        {
            // The node stops. Another node goes on, or this one at its next start.
        }
    }

    [LoggerMessage(165, LogLevel.Information,
        "Retention deleted {Messages} messages and {Events} events in {Seconds} s")]
    private static partial void LogRun(ILogger logger, long messages, long events, long seconds);

    [LoggerMessage(168, LogLevel.Warning, "Retention could not finish its run; trying again after 10 minutes")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
