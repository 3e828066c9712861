namespace ChatApp.Application.Common;

/// <summary>Waits for the ticks of loops that run until they are stopped.</summary>
public static class PeriodicTimers
{
    /// <summary>Waits for the next tick.</summary>
    /// <returns>Whether to continue; false, without an exception, once the token is cancelled.</returns>
    public static async ValueTask<bool> TickAsync(this PeriodicTimer timer, CancellationToken stoppingToken)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
