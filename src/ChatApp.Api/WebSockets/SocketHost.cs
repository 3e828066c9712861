using System.Collections.Concurrent;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Events;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// Owns the sockets of this node: subscribes and serves each of them, checks their deadlines, and closes all of them at
/// shutdown, after the received messages are committed and acknowledged.
/// </summary>
internal sealed partial class SocketHost(
    IStreamSubscriptions subscriptions, FrameRouter router, SocketSettings settings, SocketMetrics metrics,
    TimeProvider time, ILogger<SocketHost> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan DeadlineCheckInterval = TimeSpan.FromSeconds(1);

    // The rest of the ten seconds that a shutdown may take is for requests and the batch writer.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    // For sockets that could not be drained, so that they still get a close code.
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<WebSocketConnection, bool> _connections = new();
    private volatile bool _isDraining;

    public bool IsDraining => _isDraining;

    /// <summary>Subscribes a socket before its handshake (see <see cref="IStreamSubscriptions"/>).</summary>
    public Task<IExpectedSubscription> PrepareAsync(
        Caller caller, IQueryCollection query, CancellationToken cancellationToken)
    {
        var since = query["since"].ToString();
        return subscriptions.ExpectAsync(
            caller.UserId, string.IsNullOrWhiteSpace(since) ? null : since, allEvents: query["events"] == "all",
            cancellationToken);
    }

    public async Task ServeAsync(SocketTransport transport, Caller caller, IExpectedSubscription expected)
    {
        using var connection = new WebSocketConnection(transport, caller, router, metrics, time, logger);
        if (await ServeSubscribedAsync(connection, expected) is { } refusal)
        {
            // The socket is no longer counted while it closes; a slow client can take some seconds for that.
            await transport.CloseAsync((int)refusal, refusal.ToString());
        }
    }

    /// <summary>Closes all sockets before other parts of the server stop.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        var connections = _connections.Keys.ToList();
        var begin = time.GetTimestamp();
        LogDraining(logger, connections.Count);
        connections.ForEach(connection => connection.Close(CloseCode.ShuttingDown));
        if (!await HaveEndedAsync(connections, DrainTimeout, cancellationToken))
        {
            connections.ForEach(connection => connection.EndDrain());
            if (!await HaveEndedAsync(connections, GoodbyeTimeout, cancellationToken))
            {
                LogDrainTimeout(logger, connections.Count(connection => !connection.Ended.IsCompleted));
                connections.ForEach(connection => connection.Abort());
            }
        }

        LogDrained(logger, time.GetElapsedTime(begin).TotalSeconds);
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        metrics.ObserveWaitingEvents(() => _connections.Keys.Sum(connection => connection.WaitingEvents));
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <returns>The code to close with; null if the connection was served until it ended.</returns>
    private async Task<CloseCode?> ServeSubscribedAsync(WebSocketConnection connection, IExpectedSubscription expected)
    {
        _connections.TryAdd(connection, true);
        try
        {
            using var subscription = await expected.StartAsync(connection, settings.SocketsPerUser);
            if (subscription is null)
            {
                return CloseCode.TooManySockets;
            }

            // No race is possible: either this code sees that the drain has begun, or the drain sees the connection.
            if (_isDraining)
            {
                connection.Close(CloseCode.ShuttingDown);
            }

            Greet(connection, subscription);
            await connection.RunAsync(subscription);
            return null;
        }
#pragma warning disable CA1031 // After the handshake only the close code can tell the client that something failed.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(logger, exception, connection.UserId);
            return CloseCode.ServerFault;
        }
        finally
        {
            _connections.TryRemove(connection, out _);
        }
    }

    private static void Greet(WebSocketConnection connection, IStreamSubscription subscription)
    {
        if (subscription.AllEvents)
        {
            // The cursor before the first event: a client that loses the connection and resumes from it misses nothing.
            connection.Enqueue(OutboundFrames.Ready(connection.UserId, connection.SessionId, subscription.Cursor));
        }
    }

    private static async Task<bool> HaveEndedAsync(
        List<WebSocketConnection> connections, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(connections.Select(connection => connection.Ended));
        await all.WaitAsync(timeout, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return all.IsCompleted;
    }

    /// <summary>Closes the sockets whose token has expired or whose client is silent or too slow.</summary>
    internal void CheckDeadlines()
    {
        foreach (var (connection, _) in _connections)
        {
            connection.CheckDeadlines();
        }
    }

    // One timer serves all sockets; for most of them the check returns at once.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(DeadlineCheckInterval, time);
        while (await timer.TickAsync(stoppingToken))
        {
            CheckDeadlines();
        }
    }

    [LoggerMessage(222, LogLevel.Error, "A socket of user {UserId} could not be served")]
    private static partial void LogFault(ILogger logger, Exception exception, Guid userId);

    [LoggerMessage(223, LogLevel.Information, "Closing {Count} sockets")]
    private static partial void LogDraining(ILogger logger, int count);

    [LoggerMessage(224, LogLevel.Information, "The sockets have ended after {Seconds:F1} s")]
    private static partial void LogDrained(ILogger logger, double seconds);

    [LoggerMessage(221, LogLevel.Warning, "{Count} sockets were cut because they did not close in time")]
    private static partial void LogDrainTimeout(ILogger logger, int count);
}
