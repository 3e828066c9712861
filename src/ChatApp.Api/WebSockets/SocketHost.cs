using ChatApp.Api.Security;
using ChatApp.Api.WebSockets.Transport;
using ChatApp.Application.Events;
using ChatApp.Infrastructure;
using ChatApp.Infrastructure.Events;
using ChatApp.Infrastructure.Realtime;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// Owns the sockets of this node: registers each, serves it to its end, watches their deadlines, and on shutdown closes them all
/// after what they have sent is committed and acknowledged.
/// </summary>
internal sealed partial class SocketHost(
    ConnectionRegistry registry,
    ISocketQuota quota,
    FrameRouter router,
    IEventLog log,
    StreamCursors cursors,
    EventEncoder encoder,
    SocketSettings settings,
    RateLimiting.RateLimits rateLimits,
    ChatMetrics metrics,
    TimeProvider time,
    ILogger<SocketHost> logger) : BackgroundService, IHostedLifecycleService
{
    private static readonly TimeSpan DeadlineCheckInterval = TimeSpan.FromSeconds(1);

    // Leaves the requests and the batch writer the rest of the ten seconds that a shutdown may take.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(5);

    // For those that could not be drained, to hear at least why they are closed.
    private static readonly TimeSpan GoodbyeTimeout = TimeSpan.FromSeconds(1);

    private volatile bool _isDraining;

    /// <summary>Whether the server is shutting down and takes no new sockets.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>
    /// Finds the place where a socket begins. The user's feed is there first and then the bounds are read, so every event is in one or the other: what
    /// is committed before the read is within the bounds, and what is committed later reaches the feed on the ordinary way.
    /// </summary>
    /// <param name="caller">Who connects.</param>
    /// <param name="asked">The query of the request.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task<SocketStart> PrepareAsync(Caller caller, IQueryCollection asked, CancellationToken cancellationToken)
    {
        var since = asked["since"].ToString();
        var expectation = registry.Expect(caller.UserId);
        try
        {
            var bounds = await log.GetBoundsAsync(caller.UserId, cancellationToken);
            return new SocketStart(bounds, string.IsNullOrWhiteSpace(since) ? null : since, asked["events"] == "all", expectation);
        }
        catch
        {
            expectation.Dispose();
            throw;
        }
    }

    /// <summary>Serves a socket until it is closed.</summary>
    /// <param name="transport">The socket's bytes, its handshake done.</param>
    /// <param name="caller">Whose it is.</param>
    /// <param name="start">Where it begins.</param>
    public async Task ServeAsync(SocketTransport transport, Caller caller, SocketStart start)
    {
        using var connection = new WebSocketConnection(transport, caller, start.AllEvents, router, rateLimits, time, logger);
        if (await ServeRegisteredAsync(connection, start) is { } refusal)
        {
            // It has no place any more while it is closed, which takes as long as the peer likes, within bounds.
            await transport.CloseAsync(refusal);
        }
    }

    /// <summary>Closes all sockets, before anything else of the server stops.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        var connections = registry.Connections.OfType<WebSocketConnection>().ToList();
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
    private async Task<CloseCode?> ServeRegisteredAsync(WebSocketConnection connection, SocketStart start)
    {
        UserFeed? feed;
        using (start.Expectation)
        {
            feed = registry.TryAdd(connection, settings.SocketsPerUser);
        }

        if (feed is null)
        {
            return CloseCode.TooManySockets;
        }

        metrics.ConnectionOpened();
        try
        {
            if (!await quota.TryEnterAsync(connection, settings.SocketsPerUser))
            {
                return CloseCode.TooManySockets;
            }

            if (_isDraining)
            {
                connection.Close(CloseCode.ShuttingDown);
            }

            await connection.RunAsync(StartReader(connection, feed, start.Bounds, start));
            return null;
        }
#pragma warning disable CA1031 // After the handshake nobody but the peer can be told, and it is, by the close code.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogFault(logger, exception);
            return CloseCode.ServerFault;
        }
        finally
        {
            registry.Remove(connection);
            quota.Leave(connection);
            metrics.ConnectionClosed();
        }
    }

    private static async Task<bool> HaveEndedAsync(
        List<WebSocketConnection> connections, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var all = Task.WhenAll(connections.Select(connection => connection.Ended));
        await all.WaitAsync(timeout, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return all.IsCompleted;
    }

    // One timer for all sockets, most of which say at once that nothing can be due yet.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(DeadlineCheckInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var connection in registry.Connections)
                {
                    connection.CheckDeadlines();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    /// <summary>
    /// Puts the connection into its place in the stream. It is registered, and the feed has been there since before the bounds were read, so an event
    /// that was committed since then has raised the feed or will raise it.
    /// </summary>
    private FeedReader StartReader(WebSocketConnection connection, UserFeed feed, StreamBounds bounds, SocketStart start)
    {
        var userId = connection.UserId;
        feed.Raise(bounds.Head);
        var resumed = start.Since is { } since ? cursors.Resolve(since, userId, bounds) : null;
        var sent = resumed is { IsSuccess: true } ? resumed.Value : bounds.Head;
        if (start.AllEvents)
        {
            // The place at which the events begin, so that a client that keeps this cursor and loses the connection misses nothing.
            connection.Enqueue(OutboundFrames.Ready(userId, connection.SessionId, cursors.Issue(userId, sent)));
        }

        if (resumed is { IsSuccess: false })
        {
            connection.Enqueue(OutboundFrames.ErrorFrame(resumed.Error));
        }

        return new FeedReader(userId, feed, sent, log, encoder);
    }

    [LoggerMessage(EventId = 222, Level = LogLevel.Error, Message = "A socket could not be served")]
    private static partial void LogFault(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 221, Level = LogLevel.Warning, Message = "{Count} sockets were cut because they did not close in time")]
    private static partial void LogDrainTimeout(ILogger logger, int count);
}
