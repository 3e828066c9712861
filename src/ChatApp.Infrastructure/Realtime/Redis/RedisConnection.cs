using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;
using StackExchange.Redis.KeyspaceIsolation;

namespace ChatApp.Infrastructure.Realtime.Redis;

/// <summary>
/// The process's connections to Redis, opened in the background and reopened by the library whenever they are lost: the start of the server
/// does not wait for Redis, and nothing that it does needs it.
/// </summary>
internal sealed partial class RedisConnection(
    ConfigurationOptions options, TimeProvider time, ILogger<RedisConnection> logger) : IHostedService, IAsyncDisposable
{
    // As the other scripts tell it.
    private const string TimeScript = "local t = redis.call('TIME') return t[1] * 1000000 + t[2]";

    private readonly RedisRefusals _refusals = new(time, logger);
    private readonly byte[] _prefix = (byte[]?)options.ChannelPrefix ?? [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<IConnectionMultiplexer> _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _opening = Task.CompletedTask;

    /// <summary>A connection is there again after it was lost; what was published meanwhile did not arrive. From any thread.</summary>
    public event Action? Restored;

    /// <summary>Whether commands get through, as far as is known.</summary>
    public bool IsUp => TryGet(out var redis) && redis.IsConnected;

    /// <summary>The clock of Redis.</summary>
    public RedisClock Clock { get; } = new(time);

    /// <summary>Where keys are, if commands get through. They get the same prefix there as channels.</summary>
    public bool TryGetDatabase([NotNullWhen(true)] out IDatabase? database)
    {
        database = TryGet(out var redis) && redis.IsConnected ? redis.GetDatabase().WithKeyPrefix(_prefix) : null;
        return database is not null;
    }

    /// <summary>
    /// The time of Redis in microseconds; it is asked for it once, and then tells it with its other answers.
    /// </summary>
    public async ValueTask<long> GetTimeAsync(IDatabase database)
    {
        if (!Clock.IsKnown)
        {
            Clock.Learn((long)await database.ScriptEvaluateAsync(TimeScript, [(RedisKey)"time"]));
        }

        return Clock.Now;
    }

    /// <summary>The connections, once they have been opened the first time.</summary>
    public Task<IConnectionMultiplexer> OpenedAsync(CancellationToken cancellationToken) => _opened.Task.WaitAsync(cancellationToken);

    /// <summary>The connections if they are open.</summary>
    public bool TryGet([NotNullWhen(true)] out IConnectionMultiplexer? redis)
    {
        redis = _opened.Task.IsCompletedSuccessfully ? _opened.Task.Result : null;
        return redis is not null;
    }

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

    /// <summary>
    /// Tells in the log if this is an answer of Redis, now and then; a connection that is lost is told of without.
    /// </summary>
    /// <returns>Whether it is.</returns>
    public bool Report(RedisUse use, Exception failure) => _refusals.Report(use, failure);

    public async ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        if (TryGet(out var redis))
        {
            await redis.DisposeAsync();
        }
    }

    private async Task OpenAsync()
    {
        try
        {
            var redis = await ConnectionMultiplexer.ConnectAsync(options);
            redis.ConnectionFailed += (_, failure) => LogLost(logger, failure.Exception, failure.ConnectionType, failure.FailureType);
            redis.ConnectionRestored += (_, connection) =>
            {
                LogRestored(logger, connection.ConnectionType);
                Restored?.Invoke();
            };
            if (!redis.IsConnected)
            {
                LogAbsent(logger);
            }

            _opened.SetResult(redis);
            await TellWhyAbsentAsync(redis);
        }
#pragma warning disable CA1031 // Without Redis the server runs on; whatever is wrong with it must be seen and not end the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnusable(logger, exception);
        }
    }

    // Whoever is not let in, since the password is wrong, say, looks to the library like one who is not connected.
    private async Task TellWhyAbsentAsync(ConnectionMultiplexer redis)
    {
        using var timer = new PeriodicTimer(RedisRefusals.Interval, time);
        try
        {
            do
            {
                if (!redis.IsConnected)
                {
                    await TryOnceAsync(redis);
                }
            }
            while (await timer.WaitForNextTickAsync(_stopping.Token));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The node stops.
        }
    }

    private async Task TryOnceAsync(ConnectionMultiplexer redis)
    {
        try
        {
            await redis.GetDatabase().PingAsync();
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            Report(RedisUse.Everything, exception);
        }
    }

    [LoggerMessage(EventId = 150, Level = LogLevel.Warning,
        Message = "Redis: the {Type} connection is lost ({Failure}); other nodes hear of events by looking in the database, seconds later")]
    private static partial void LogLost(ILogger logger, Exception? exception, ConnectionType type, ConnectionFailureType failure);

    [LoggerMessage(EventId = 151, Level = LogLevel.Information, Message = "Redis: the {Type} connection is there again")]
    private static partial void LogRestored(ILogger logger, ConnectionType type);

    [LoggerMessage(EventId = 152, Level = LogLevel.Warning, Message = "Redis does not answer; trying on, and running without it")]
    private static partial void LogAbsent(ILogger logger);

    [LoggerMessage(EventId = 153, Level = LogLevel.Error, Message = "Redis cannot be used; running without it")]
    private static partial void LogUnusable(ILogger logger, Exception exception);
}
