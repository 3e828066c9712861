using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace ChatApp.Infrastructure.Redis;

/// <summary>The connections to Redis, opened in the background and reopened: the server works without Redis.</summary>
internal sealed partial class RedisConnection(
    ConfigurationOptions options, TimeProvider time, ILogger<RedisConnection> logger) : IHostedService, IAsyncDisposable
{
    // In microseconds, as in the other scripts.
    private const string TimeScript = "local t = redis.call('TIME') return t[1] * 1000000 + t[2]";

    private readonly RedisRefusals _refusals = new(time, logger);
    private readonly byte[] _prefix = (byte[]?)options.ChannelPrefix ?? [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<IConnectionMultiplexer> _opened =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _opening = Task.CompletedTask;

    /// <summary>A lost connection is restored; messages meanwhile did not arrive. Raised on any thread.</summary>
    public event Action? Restored;

    public bool IsUp => Multiplexer is { IsConnected: true };

    public RedisClock Clock { get; } = new(time);

    /// <summary>Null while Redis is not connected. Its keys have the prefix of the channels.</summary>
    public IDatabase? Database =>
        Multiplexer is { IsConnected: true } redis ? redis.GetDatabase().WithKeyPrefix(_prefix) : null;

    /// <summary>In microseconds. Asked once; later answers of scripts update it.</summary>
    public async ValueTask<long> GetTimeAsync(IDatabase database)
    {
        if (!Clock.IsKnown)
        {
            Clock.Learn((long)await database.ScriptEvaluateAsync(TimeScript, [(RedisKey)"time"]));
        }

        return Clock.Now;
    }

    public Task<IConnectionMultiplexer> OpenedAsync(CancellationToken cancellationToken) =>
        _opened.Task.WaitAsync(cancellationToken);

    /// <summary>Null before they are open for the first time.</summary>
    public IConnectionMultiplexer? Multiplexer => _opened.Task.IsCompletedSuccessfully ? _opened.Task.Result : null;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _opening = OpenAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _opening.WaitAsync(cancellationToken);
    }

    /// <summary>Logs, at intervals, an error that Redis has answered with; false if it is another failure.</summary>
    public bool Report(RedisUse use, Exception failure) => _refusals.Report(use, failure);

    public async ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        if (Multiplexer is { } redis)
        {
            await redis.DisposeAsync();
        }
    }

    private async Task OpenAsync()
    {
        try
        {
            var redis = await ConnectionMultiplexer.ConnectAsync(options);
            redis.ConnectionFailed += (_, failure) =>
                LogLost(logger, failure.Exception, failure.ConnectionType, failure.FailureType);
            redis.ConnectionRestored += (_, connection) =>
            {
                LogRestored(logger, connection.ConnectionType);
                Restored?.Invoke();
            };
            if (redis.IsConnected)
            {
                LogConnected(logger);
            }
            else
            {
                LogAbsent(logger);
            }

            _opened.SetResult(redis);
            await TellWhyAbsentAsync(redis);
        }
        catch (Exception exception)
        {
            // The server runs without Redis, so a failure is logged and does not end it.
            LogUnusable(logger, exception);
        }
    }

    // For the library, a refused login (for instance after a wrong password) looks like a missing connection.
    private async Task TellWhyAbsentAsync(ConnectionMultiplexer redis)
    {
        using var timer = new PeriodicTimer(RedisRefusals.Interval, time);
        do
        {
            try
            {
                if (!redis.IsConnected)
                {
                    await redis.GetDatabase().PingAsync();
                }
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException)
            {
                Report(RedisUse.Everything, exception);
            }
        }
        while (await timer.TickAsync(_stopping.Token));
    }

    [LoggerMessage(150, LogLevel.Warning,
        "Redis: the {Type} connection is lost ({Failure}); "
            + "until it is restored, nodes find each other's events in the database, some seconds later")]
    private static partial void LogLost(
        ILogger logger, Exception? exception, ConnectionType type, ConnectionFailureType failure);

    [LoggerMessage(151, LogLevel.Information, "Redis: the {Type} connection is restored")]
    private static partial void LogRestored(ILogger logger, ConnectionType type);

    [LoggerMessage(152, LogLevel.Warning, "Redis does not answer; running without it and trying again")]
    private static partial void LogAbsent(ILogger logger);

    [LoggerMessage(156, LogLevel.Information, "Redis is connected")]
    private static partial void LogConnected(ILogger logger);

    [LoggerMessage(153, LogLevel.Error, "Redis cannot be used; running without it")]
    private static partial void LogUnusable(ILogger logger, Exception exception);
}
