using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using ChatApp.Infrastructure.Persistence.Events;
using ChatApp.Infrastructure.Settings;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>
/// Opens the database before the server takes its first request: brings the schema up to date, if it may, and reads the epoch.
/// Any number of processes may do this at once; one migrates, the others wait. A PostgreSQL that does not answer, since it restarts at the same
/// time, is waited for a while (<see cref="DatabaseSettings.WaitAtStart"/>).
/// </summary>
internal sealed partial class DatabaseInitializer(
    IDbContextFactory<ChatDbContext> contexts,
    IMigrationLock migrationLock,
    IUniqueViolation uniqueViolation,
    DatabaseSettings settings,
    DatabaseState state,
    ILogger<DatabaseInitializer> logger) : IHostedService
{
    // An index on a large table takes its time.
    private static readonly TimeSpan MigrationStepTimeout = TimeSpan.FromHours(1);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    public async Task StartAsync(CancellationToken cancellationToken)
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
        catch (Exception exception) when (exception is DbException or TimeoutException or IOException or UnauthorizedAccessException
            || exception.InnerException is DbException or TimeoutException)
        {
            throw new SettingException(DescribeFailure(exception), exception);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // False: it may be there in a moment.
    private async Task<bool> TryOpenAsync(bool mayWait, CancellationToken cancellationToken)
    {
        try
        {
            if (settings.MigrateOnStart)
            {
                await MigrateAsync(cancellationToken);
            }

            state.Epoch = await ReadOrDrawEpochAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (mayWait && settings.Postgres is not null && DatabaseFailure.IsOutOfReach(exception))
        {
            LogWaiting(logger, settings.WaitAtStart.TotalSeconds, exception.Message);
            return false;
        }
    }

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var exclusive = await migrationLock.AcquireAsync(cancellationToken);
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var pending = (await context.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (pending.Count > 0)
        {
            LogMigrating(logger, pending.Count);
            context.Database.SetCommandTimeout(MigrationStepTimeout);
            await context.Database.MigrateAsync(cancellationToken);
        }
    }

    private async Task<int> ReadOrDrawEpochAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (await context.Epochs.AsNoTracking().SingleOrDefaultAsync(cancellationToken) is { } known)
        {
            return known.Epoch;
        }

        var drawn = new EpochRow { Epoch = RandomNumberGenerator.GetInt32(1, int.MaxValue) };
        context.Epochs.Add(drawn);
        try
        {
            await context.SaveChangesAsync(cancellationToken);
            return drawn.Epoch;
        }
        catch (DbUpdateException exception) when (uniqueViolation.IsViolated(exception))
        {
            // Another process that starts at the same time has drawn one first.
            context.ChangeTracker.Clear();
            return (await context.Epochs.AsNoTracking().SingleAsync(cancellationToken)).Epoch;
        }
    }

    private string DescribeFailure(Exception exception)
    {
        var cause = (exception.InnerException as DbException ?? exception).Message.ReplaceLineEndings(" ");
        return settings.Postgres is null
            ? $"The embedded database in {settings.DataDirectory} cannot be used (Storage__DataDirectory): {cause}"
            : $"The PostgreSQL database of ConnectionStrings__Postgres cannot be used: {cause}";
    }

    [LoggerMessage(EventId = 101, Level = LogLevel.Warning, Message = "PostgreSQL does not answer; it is waited for, {Seconds} s at most: {Reason}")]
    private static partial void LogWaiting(ILogger logger, double seconds, string reason);

    [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "Bringing the database up to date: {Count} migrations")]
    private static partial void LogMigrating(ILogger logger, int count);
}
