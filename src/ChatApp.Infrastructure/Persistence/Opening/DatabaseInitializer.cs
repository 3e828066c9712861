using System.Diagnostics;

namespace ChatApp.Infrastructure.Persistence.Opening;

/// <summary>
/// Opens the database before the first request: checks that it can keep the guarantees of the contract, migrates the
/// schema if allowed, and reads the epoch. If PostgreSQL does not answer, for example while it restarts, it waits.
/// </summary>
/// <remarks>
/// With pending migrations that this process may not apply, the server starts without being ready and checks again. A
/// schema of a newer version is refused, unless that only added: this version would not write what the newer one needs.
/// </remarks>
internal sealed partial class DatabaseInitializer(
    IDbContextFactory<ChatDbContext> contexts,
    IDatabaseOpening opening,
    DatabaseSettings settings,
    DatabaseState state,
    ILogger<DatabaseInitializer> logger) : BackgroundService
{
    // Creating an index on a large table takes long.
    private static readonly TimeSpan MigrationStepTimeout = TimeSpan.FromHours(1);

    private static readonly TimeSpan MaxLockWait = TimeSpan.FromHours(1);
    private static readonly TimeSpan LockInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    private IReadOnlyList<string> _applied = [];
    private string? _risk;
    private bool _isWaiting;
    private bool _isRefusalLogged;

    /// <summary>Names of the migrations that this process has applied.</summary>
    public IReadOnlyList<string> Applied => _applied;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            var begin = Stopwatch.GetTimestamp();
            while (!await TryOpenAsync(Stopwatch.GetElapsedTime(begin) < settings.WaitAtStart, cancellationToken))
            {
                // Not TimeProvider: with a stopped test clock the wait would never end.
                await Task.Delay(RetryDelay, cancellationToken);
            }
        }
        catch (Exception exception) when (DatabaseFailure.IsOfDatabase(exception))
        {
            throw new SettingException(settings.DescribeFailure(exception), exception);
        }

        LogDatabase(logger, settings.Place);
        if (_risk is { } risk)
        {
            LogRisk(logger, risk);
        }

        if (!state.IsOpen)
        {
            LogNotMigrated(logger);
            await base.StartAsync(cancellationToken);
        }
    }

    // Runs only while another process has to migrate.
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!state.IsOpen && !stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(RetryDelay, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            try
            {
                await OpenIfMigratedAsync(stoppingToken);
            }
            catch (SettingException refusal)
            {
                // Logged once: the operator who waits for a migration must know that a newer version made it.
                if (!_isRefusalLogged)
                {
                    LogRefused(logger, refusal.Message);
                    _isRefusalLogged = true;
                }
            }
            catch (Exception exception)
                when (DatabaseFailure.IsOfDatabase(exception) || stoppingToken.IsCancellationRequested)
            {
                // The health check reports that the server is not ready.
            }
        }
    }

    // False: the database may be available in a moment.
    private async Task<bool> TryOpenAsync(bool mayWait, CancellationToken cancellationToken)
    {
        try
        {
            var findings = await opening.CheckAsync(cancellationToken);
            if (findings.Flaw is { } flaw)
            {
                throw new SettingException(flaw);
            }

            _risk = findings.Risk;

            if (settings.MigrateOnStart)
            {
                await MigrateAsync(cancellationToken);
            }

            await OpenIfMigratedAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (mayWait && settings.Postgres is not null
            && DatabaseFailure.IsWorthWaitingFor(exception))
        {
            if (!_isWaiting)
            {
                LogWaiting(logger, settings.WaitAtStart.TotalSeconds, exception.Message);
                _isWaiting = true;
            }

            return false;
        }
    }

    private async Task OpenIfMigratedAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if ((await FindPendingAsync(context, cancellationToken)).Count == 0)
        {
            await EnsureEpochAsync(context, cancellationToken);
            await opening.ReadEpochAsync(cancellationToken);
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var exclusive = await LockMigrationAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = await FindPendingAsync(context, cancellationToken);
        if (pending.Count > 0)
        {
            LogMigrating(logger, pending.Count);
            context.Database.SetCommandTimeout(MigrationStepTimeout);
            var begin = Stopwatch.GetTimestamp();
            await context.Database.MigrateAsync(cancellationToken);
            LogMigrated(logger, pending[^1], Stopwatch.GetElapsedTime(begin).TotalSeconds);
            _applied = pending;
        }
    }

    // Polled, because a blocking wait as long as a migration would not detect that the database is gone.
    private async Task<IAsyncDisposable> LockMigrationAsync(CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < MaxLockWait)
        {
            if (await opening.TryLockMigrationAsync(cancellationToken) is { } held)
            {
                return held;
            }

            await Task.Delay(LockInterval, cancellationToken);
        }

        throw new SettingException("Another process has been migrating the database for over an hour.");
    }

    private static async Task<IReadOnlyList<string>> FindPendingAsync(
        ChatDbContext context, CancellationToken cancellationToken)
    {
        var schema = await context.ReadSchemaStateAsync(cancellationToken);
        return schema.Newer is null
            ? schema.Pending
            : throw new SettingException(
                $"The database was migrated by a newer version ({schema.Newer}); "
                + "this version would not write the data that the newer one needs. Start the newer version, or "
                + "restore a backup from before the migration.");
    }

    private async Task EnsureEpochAsync(ChatDbContext context, CancellationToken cancellationToken)
    {
        if (await context.Epochs.AnyAsync(cancellationToken))
        {
            return;
        }

        var drawn = new EpochRow { Epoch = EpochRow.Draw() };
        context.Epochs.Add(drawn);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            LogEpoch(logger, drawn.Epoch);
        }
        catch (DbUpdateException exception) when (DatabaseFailure.IsUniqueViolation(exception))
        {
            // Another process, started at the same time, has stored its epoch first.
        }
    }

    [LoggerMessage(101, LogLevel.Warning, "PostgreSQL cannot be used yet; waiting for at most {Seconds} s: {Reason}")]
    private static partial void LogWaiting(ILogger logger, double seconds, string reason);

    [LoggerMessage(102, LogLevel.Warning,
        "Migrations are pending, but Database__MigrateOnStart is false; the server is not ready until "
            + "another process has applied them")]
    private static partial void LogNotMigrated(ILogger logger);

    [LoggerMessage(104, LogLevel.Error, "This version will not become ready: {Reason}")]
    private static partial void LogRefused(ILogger logger, string reason);

    [LoggerMessage(100, LogLevel.Information, "Applying {Count} migrations to the database")]
    private static partial void LogMigrating(ILogger logger, int count);

    [LoggerMessage(106, LogLevel.Information, "The database is migrated to {Migration}, after {Seconds:F1} s")]
    private static partial void LogMigrated(ILogger logger, string migration, double seconds);

    [LoggerMessage(107, LogLevel.Information, "The new epoch is {Epoch}: cursors from before it are not valid")]
    private static partial void LogEpoch(ILogger logger, int epoch);

    [LoggerMessage(103, LogLevel.Information, "The database is {Database}")]
    private static partial void LogDatabase(ILogger logger, string database);

    [LoggerMessage(105, LogLevel.Warning, "{Risk}")]
    private static partial void LogRisk(ILogger logger, string risk);
}
