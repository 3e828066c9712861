namespace ChatApp.Application.Common;

/// <summary>Helps loops that run at an interval until they are stopped.</summary>
public static class PeriodicTimers
{
    /// <summary>Waits for the next tick.</summary>
    /// <returns>Whether to go on: false once the token is cancelled, which is the usual end and no exception.</returns>
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
