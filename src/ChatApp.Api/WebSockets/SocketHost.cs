using System.Collections.Concurrent;
using ChatApp.Api.Security;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Events;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// Owns the sockets of this node: subscribes and serves each of them, checks their deadlines, and closes them all at
/// shutdown, after what they have sent is committed and acknowledged.
/// </summary>
internal sealed partial class SocketHost(
    IStreamSubscriptions subscriptions,
    FrameRouter router,
    SocketSettings settings,
    TimeProvider time,
    ILogger<SocketHost> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan DeadlineCheckInterval = TimeSpan.FromSeconds(1);

    // Leaves the requests and the batch writer the rest of the ten seconds that a shutdown may take.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    // For sockets that could not be drained, so that they are at least told why they are closed.
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<WebSocketConnection, bool> _connections = new();
    private volatile bool _isDraining;

    /// <summary>Whether the server is shutting down and takes no new sockets.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>
    /// Prepares a socket whose handshake is about to be answered (<see cref="IStreamSubscriptions"/> says why).
    /// </summary>
    /// <param name="caller">Who connects.</param>
    /// <param name="query">The query of the request.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public Task<IExpectedSubscription> PrepareAsync(
        Caller caller, IQueryCollection query, CancellationToken cancellationToken)
    {
        var since = query["since"].ToString();
        return subscriptions.ExpectAsync(
            caller.UserId,
            string.IsNullOrWhiteSpace(since) ? null : since,
            allEvents: query["events"] == "all",
            cancellationToken);
    }

    /// <summary>Serves a socket until it is closed.</summary>
    /// <param name="transport">The socket's bytes, its handshake done.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="expected">Its subscription.</param>
    public async Task ServeAsync(SocketTransport transport, Caller caller, IExpectedSubscription expected)
    {
        using var connection = new WebSocketConnection(transport, caller, router, time, logger);
        if (await ServeSubscribedAsync(connection, expected) is { } refusal)
        {
            // It is not counted any more while it closes, which the client can draw out for some seconds.
            await transport.CloseAsync((int)refusal, refusal.ToString());
        }
    }

    /// <summary>Closes all sockets, before anything else of the server stops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        var connections = _connections.Keys.ToList();
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
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <returns>The code to close with; null when the connection has been served to its end.</returns>
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

            // Either this sees that the drain has begun, or the drain has seen the connection.
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
            LogFault(logger, exception);
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
            // The cursor before the first event: a client that keeps it and loses the connection misses nothing.
            connection.Enqueue(OutboundFrames.Ready(connection.UserId, connection.SessionId, subscription.Cursor));
        }

        if (subscription.CursorError is { } error)
        {
            connection.Enqueue(OutboundFrames.ErrorFrame(error));
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

    // One timer for all sockets, most of which know at once that nothing can be due yet.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(DeadlineCheckInterval, time);
        while (await timer.TickAsync(stoppingToken))
        {
            CheckDeadlines();
        }
    }

    [LoggerMessage(EventId = 222, Level = LogLevel.Error, Message = "A socket could not be served")]
    private static partial void LogFault(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 221, Level = LogLevel.Warning,
        Message = "{Count} sockets were cut because they did not close in time")]
    private static partial void LogDrainTimeout(ILogger logger, int count);
}
