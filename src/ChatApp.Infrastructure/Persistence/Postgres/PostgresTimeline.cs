using Npgsql;

namespace ChatApp.Infrastructure.Persistence.Postgres;

/// <summary>
/// Notices on each new connection that another server has become the primary, before a statement is executed on it, and
/// whether commits may have been lost. Then it stores a new epoch, because the numbers of lost events are given again.
/// </summary>
/// <remarks>
/// Each promotion of a standby begins a new timeline of PostgreSQL. The new primary has a prefix of the old one's log:
/// if a node finds its own last commit, it finds all earlier ones too. That says nothing about what other nodes
/// committed later. So the epoch stays only if commits have waited for the standby, and no node misses its last commit
/// (docs/decisions/0032-failover-and-epoch.md). A server with an earlier timeline is a former primary, and is refused.
/// Thread-safe.
/// </remarks>
internal sealed partial class PostgresTimeline(DatabaseState state, ILogger<PostgresTimeline> logger) : IDisposable
{
    // The functions need no special rights.
    private const string SelectNow =
        """
        SELECT CASE WHEN pg_is_in_recovery() THEN NULL
            ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int END,
            current_setting('synchronous_standby_names') <> ''
                AND current_setting('synchronous_commit') NOT IN ('off', 'local')
        """;

    private const string SelectRow = "SELECT epoch, timeline, awaits_standby FROM event_epoch WHERE id = 1";

    private const string LockRow = $"{SelectRow} FOR NO KEY UPDATE";

    private const string UpdateRow =
        "UPDATE event_epoch SET epoch = $1, timeline = $2, awaits_standby = $3 WHERE id = 1";

    // Events before the floor of a stream are no longer kept; they were committed long ago.
    private const string IsStored =
        """
        SELECT EXISTS (SELECT 1 FROM user_events WHERE user_id = $1 AND number = $2 AND commit_id = $3)
            OR EXISTS (SELECT 1 FROM user_streams WHERE user_id = $1 AND floor >= $2)
        """;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(DatabaseSettings.CommandTimeoutSeconds);

    private readonly SemaphoreSlim _confirming = new(1, 1);
    private readonly List<NpgsqlDataSource> _pools = [];
    private Primary? _known;
    private Commit? _last;

    /// <summary>Creates a pool whose connections are checked when they are opened.</summary>
    public NpgsqlDataSource Connect(NpgsqlConnectionStringBuilder connection)
    {
        var pool = new NpgsqlDataSourceBuilder(connection.ConnectionString)
            .UsePhysicalConnectionInitializer(
                opened => CheckAsync(opened, CancellationToken.None).GetAwaiter().GetResult(),
                opened => CheckAsync(opened, CancellationToken.None))
            .Build();
        lock (_pools)
        {
            _pools.Add(pool);
        }

        return pool;
    }

    /// <summary>Remembers this node's newest commit that others can see. Called by the batch writer's loop.</summary>
    public void Remember(EventRow? proof)
    {
        if (proof is { CommitId: { } id })
        {
            Volatile.Write(ref _last, new Commit(proof.UserId, proof.Number, id));
        }
    }

    /// <summary>
    /// Checks a connection that is open already. If it does not lead to the primary any more, all are made anew: the
    /// others may not either.
    /// </summary>
    /// <exception cref="TimeoutException">This server is a standby or a former primary.</exception>
    public async Task CheckOpenAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await ConfirmAsync(connection, cancellationToken);
        }
        catch (NotPrimaryException)
        {
            Reconnect();
            throw;
        }
    }

    public void Dispose() => _confirming.Dispose();

    /// <summary>Compares the stored epoch with the known one, and the timeline with the one of the epoch.</summary>
    private async Task ConfirmAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (!await _confirming.WaitAsync(LongestWait, cancellationToken))
        {
            throw new TimeoutException("The epoch could not be confirmed in time.");
        }

        try
        {
            // Only now, because another connection may have found a newer primary during the wait.
            await ConfirmAsync(connection, await ReadAsync(connection, cancellationToken), cancellationToken);
        }
        finally
        {
            _confirming.Release();
        }
    }

    private async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var now = await ReadAsync(connection, cancellationToken);
        if (Volatile.Read(ref _known) is { } known && known != now)
        {
            await ConfirmAsync(connection, cancellationToken);
        }
    }

    private async Task<Primary> ReadAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            return await ReadTimelineAsync(connection, cancellationToken);
        }
        catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.FeatureNotSupported
            or PostgresErrorCodes.UndefinedFunction or PostgresErrorCodes.InsufficientPrivilege)
        {
            // A service that speaks PostgreSQL's protocol and has another kind of storage.
            return Primary.Hidden;
        }
    }

    private async Task<Primary> ReadTimelineAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SelectNow, connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var timeline = await reader.IsDBNullAsync(0, cancellationToken)
            ? throw new NotPrimaryException("This PostgreSQL server is a standby.")
            : reader.GetInt32(0);
        var now = new Primary(timeline, reader.GetBoolean(1));
        return EpochDecision.IsFormer(now, Volatile.Read(ref _known))
            ? throw new NotPrimaryException("This PostgreSQL server is a former primary.")
            : now;
    }

    private async Task ConfirmAsync(NpgsqlConnection connection, Primary now, CancellationToken cancellationToken)
    {
        var (epoch, confirmed) = await ReadRowAsync(SelectRow, connection, cancellationToken);
        if (confirmed != now || _known != now || IsNew(epoch))
        {
            epoch = await ChangeAsync(connection, now, cancellationToken);
        }

        state.Epoch = epoch;
        var before = Interlocked.Exchange(ref _known, now);
        if (before is not null && before.Timeline != now.Timeline)
        {
            // The other connections may lead to a former primary.
            Reconnect();
        }
    }

    // Closes idle connections now, and the others when they return to their pool.
    private void Reconnect()
    {
        lock (_pools)
        {
            _pools.ForEach(pool => pool.Clear());
        }
    }

    private bool IsNew(int epoch) => state.IsOpen && epoch != state.Epoch;

    /// <returns>The epoch that now holds.</returns>
    private async Task<int> ChangeAsync(NpgsqlConnection connection, Primary now, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var stored = await ReadRowAsync(LockRow, connection, cancellationToken);
        var mayBeLost = EpochDecision.MayBeLost(
            now,
            stored.Confirmed,
            _known,
            isOurs: !IsNew(stored.Epoch),
            isLastStored: await IsLastStoredAsync(connection, cancellationToken));
        var epoch = mayBeLost ? EpochRow.Draw() : stored.Epoch;
        if (mayBeLost || stored.Confirmed != now)
        {
            await using var update = new NpgsqlCommand(UpdateRow, connection)
            {
                Parameters =
                {
                    new NpgsqlParameter<int> { TypedValue = epoch },
                    new NpgsqlParameter<int> { TypedValue = now.Timeline },
                    new NpgsqlParameter<bool> { TypedValue = now.AwaitsStandby },
                },
            };
            await update.ExecuteNonQueryAsync(cancellationToken);
        }

        // The lock alone makes the commit wait for the standby, so this also confirms what another node has stored.
        using var wait = new StandbyWait(connection);
        await transaction.CommitAsync(CancellationToken.None);
        if (mayBeLost)
        {
            LogLoss(logger, stored.Confirmed?.Timeline, now.Timeline);
        }
        else if (stored.Confirmed is not null && stored.Confirmed.Timeline != now.Timeline)
        {
            LogFailover(logger, stored.Confirmed.Timeline, now.Timeline);
        }

        if (IsNew(epoch))
        {
            wait.Check();
        }

        return epoch;
    }

    // True if this node has no last commit.
    private async Task<bool> IsLastStoredAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _last) is not { } last)
        {
            return true;
        }

        await using var command = new NpgsqlCommand(IsStored, connection)
        {
            Parameters =
            {
                new NpgsqlParameter<Guid> { TypedValue = last.UserId },
                new NpgsqlParameter<long> { TypedValue = last.Number },
                new NpgsqlParameter<Guid> { TypedValue = last.Id },
            },
        };
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<(int Epoch, Primary? Confirmed)> ReadRowAsync(
        string sql, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // A constant.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new TimeoutException("The table event_epoch is empty.");
        }

        return (
            reader.GetInt32(0),
            await reader.IsDBNullAsync(1, cancellationToken)
                ? null
                : new Primary(reader.GetInt32(1), reader.GetBoolean(2)));
    }

    [LoggerMessage(108, LogLevel.Error,
        "PostgreSQL's timeline changed from {Before} to {Now}, and commits may be lost; all clients reload")]
    private static partial void LogLoss(ILogger logger, int? before, int now);

    [LoggerMessage(109, LogLevel.Warning, "PostgreSQL's timeline changed from {Before} to {Now}; nothing is lost")]
    private static partial void LogFailover(ILogger logger, int before, int now);

    private sealed class NotPrimaryException(string message) : TimeoutException(message);

    private sealed record Commit(Guid UserId, long Number, Guid Id);
}
