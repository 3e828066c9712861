using System.Net;
using Npgsql;
using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>Which database is used, and how (contract, section 8).</summary>
/// <param name="Postgres">Connection string of PostgreSQL; null: the embedded database.</param>
/// <param name="DataDirectory">Where the embedded database and the generated key live.</param>
/// <param name="MigrateOnStart">Whether the start brings the schema up to date.</param>
/// <param name="WaitAtStart">How long a start waits for a PostgreSQL that does not answer.</param>
public sealed record DatabaseSettings(string? Postgres, string DataDirectory, bool MigrateOnStart, TimeSpan WaitAtStart)
{
    /// <summary>
    /// Seconds after which a statement is given up. It takes milliseconds, so this only ends a hang. Under five, so
    /// that a server whose database was out of reach is itself again within five seconds.
    /// </summary>
    public const int CommandTimeoutSeconds = 4;

    // Of several hosts: after how long the driver asks again which of them is up and is the primary. Under ten seconds,
    // so that a standby is used within ten seconds of its promotion; not much less, since a host that has gone without
    // a word costs who asks the time-out of a connection.
    private const int HostRecheckSeconds = 5;

    // Before it gives up, the driver opens a connection to have the statement cancelled, and waits for the effect. With
    // a database that accepts and never answers, all three waits come one after the other.
    private const int ConnectTimeoutSeconds = 2;
    private const int CancellationTimeoutMilliseconds = 500;

    // Lets PostgreSQL notice within ten seconds that a node has vanished without a word, whatever it waits for: also in
    // the middle of statements that have arrived in part, where idle_in_transaction_session_timeout does not count yet,
    // and where it would hold locks for as long as the operating system takes by default, two hours. Given at the start
    // of a connection, where it costs no round trip.
    private const string NoticeVanishedNodes =
        "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000";

    // Every statement of the server is a range of an index, or a handful of them (benchmarks/ChatApp.LoadTest, plans).
    // A plan that PostgreSQL has made for a prepared statement while the tables were small would scan them; it is kept
    // however much they grow meanwhile, and a look-up among 25 repeats then took 8 ms at 50,000 messages instead of
    // 0.1. So scans and the joins that feed on them are not on offer, and neither is compiling a plan whose cost is
    // only so high because it was not. And since the plan does not depend on the values, it is made once for each
    // connection: left to choose, PostgreSQL planned the four statements of a single message and each page anew, which
    // cost more than their execution.
    private const string PlanIndexRanges =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off "
        + "-c plan_cache_mode=force_generic_plan";

    // A database and its journal for each of the statements that run at once, of which there are no more than threads.
    private const int SqliteDescriptors = 128;

    /// <summary>How many descriptors of files and connections the database may take of this process.</summary>
    public int Descriptors
    {
        get
        {
            if (Postgres is null)
            {
                return SqliteDescriptors;
            }

            // A pool for each host, and beside it the two connections of the batches.
            var connection = new NpgsqlConnectionStringBuilder(Postgres);
            return connection.Host!.Split(',').Length * (connection.MaxPoolSize + 2);
        }
    }

    /// <summary>The file of the embedded database.</summary>
    public string SqliteFile => Path.Combine(DataDirectory, "chatapp.db");

    private static string Name => Storage.Postgres.Name;

    /// <summary>Where it is, for a person, and without a password.</summary>
    internal string Place
    {
        get
        {
            if (Postgres is null)
            {
                return $"the embedded SQLite in {SqliteFile}";
            }

            var connection = new NpgsqlConnectionStringBuilder(Postgres);
            var server = $"{connection.Host}:{connection.Port}";
            return $"{connection.Database ?? connection.Username} on the PostgreSQL at {server}";
        }
    }

    internal static DatabaseSettings Read(IConfiguration configuration) => new(
        ReadPostgres(Storage.Postgres.Read(configuration)),
        Path.GetFullPath(Storage.DataDirectory.Read(configuration)),
        Storage.MigrateOnStart.Read(configuration),
        TimeSpan.FromSeconds(Storage.WaitAtStartSeconds.Read(configuration)));

    private static string? ReadPostgres(string? text)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text)
            {
                Timeout = ConnectTimeoutSeconds,
                CommandTimeout = CommandTimeoutSeconds,
                CancellationTimeout = CancellationTimeoutMilliseconds,
                HostRecheckSeconds = HostRecheckSeconds,

                // Whatever the environment of the process says.
                ClientEncoding = "UTF8",
                Encoding = "UTF8",

                // Nothing of ours outlives its transaction (a lock for migrations takes its connection with it), so
                // there is nothing to reset: seven statements less for each use.
                NoResetOnClose = true,
            };

            if (connection.Host?.Contains(',', StringComparison.Ordinal) == true)
            {
                // Of several hosts only the primary takes messages, and the driver would take the first that answers.
                connection.TargetSessionAttributes ??= "primary";
            }

            // Of an option that is given twice the last one counts: the operator's.
            connection.Options = $"{NoticeVanishedNodes} {PlanIndexRanges} {connection.Options}".TrimEnd();
            CheckWithoutConnecting(connection);
            return connection.ConnectionString;
        }
        catch (ArgumentException exception)
        {
            // A keyword that is known can be named. One that is not may be a part of a password, or of an address with
            // one.
            var isKnown = exception.ParamName is { } keyword
                && new NpgsqlConnectionStringBuilder().ContainsKey(keyword);
            var at = isKnown ? $", at '{exception.ParamName}'" : "";
            throw new SettingException(
                $"The setting {Name} is not a PostgreSQL connection string "
                + $"(Host=…;Database=…;Username=…;Password=…){at}.",
                exception);
        }
    }

    // What the driver looks at no sooner than when it is to connect.
    private static void CheckWithoutConnecting(NpgsqlConnectionStringBuilder connection)
    {
        if (string.IsNullOrWhiteSpace(connection.Host))
        {
            throw new SettingException($"The setting {Name} has no Host.");
        }

        if (connection.Port > IPEndPoint.MaxPort)
        {
            throw new SettingException(
                $"The setting {Name} has the port {connection.Port}, which is beyond {IPEndPoint.MaxPort}.");
        }

        try
        {
            NpgsqlDataSource.Create(connection).Dispose();
        }
        catch (Exception exception)
            when (exception is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new SettingException($"The setting {Name} cannot be used: {exception.Message}", exception);
        }
    }
}
