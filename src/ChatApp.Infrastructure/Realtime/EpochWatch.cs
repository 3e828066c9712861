using ChatApp.Infrastructure.Persistence;
using ChatApp.Infrastructure.Persistence.Opening;

namespace ChatApp.Infrastructure.Realtime;

/// <summary>
/// Notices every second that PostgreSQL has another primary, also on connections that stay open, such as those to a
/// pooler, and that another node has stored a new epoch. In a new epoch it closes all sockets and empties the feeds.
/// </summary>
internal sealed partial class EpochWatch(
    IDatabaseOpening opening,
    DatabaseState state,
    ConnectionRegistry registry,
    OutageLog outages,
    TimeProvider time,
    ILogger<EpochWatch> logger) : BackgroundService
{
    internal static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private bool _isFailing;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        state.EpochChanged += BeginEpoch;
        return base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        state.EpochChanged -= BeginEpoch;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            // Ends early when the node stops; the loop condition checks that.
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryReadAsync(stoppingToken);
        }
    }

    private void BeginEpoch()
    {
        foreach (var feed in registry.Feeds)
        {
            feed.BeginEpoch();
        }
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        if (!state.IsOpen || cancellationToken.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await opening.ReadEpochAsync(cancellationToken);
            _isFailing = false;
            outages.Succeeded(DatabaseUse.Reading);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            // The node stops, which the driver may report as any failure.
        }
        catch (Exception exception)
        {
            // The next attempt follows soon, so only the first failure in a row is logged.
            if (DatabaseFailure.IsOutage(exception))
            {
                outages.Failed(DatabaseUse.Reading, exception);
            }
            else if (!_isFailing)
            {
                _isFailing = true;
                LogFailure(logger, exception);
            }
        }
    }

    [LoggerMessage(141, LogLevel.Warning, "The epoch cannot be read from the database; trying again")]
    private static partial void LogFailure(ILogger logger, Exception exception);
}
