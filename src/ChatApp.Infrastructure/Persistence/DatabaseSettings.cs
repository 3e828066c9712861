using System.Data.Common;
using System.Net;
using Npgsql;
using static ChatApp.Infrastructure.Settings.InfrastructureSettings;

namespace ChatApp.Infrastructure.Persistence;

/// <summary>The choice and configuration of the database (contract, section 8).</summary>
/// <param name="Postgres">Connection string of PostgreSQL; null for the embedded database.</param>
/// <param name="DataDirectory">Directory of the embedded database and the generated key.</param>
/// <param name="MigrateOnStart">Whether the server migrates the schema at start.</param>
/// <param name="WaitAtStart">How long a start waits for a PostgreSQL that does not answer.</param>
public sealed record DatabaseSettings(string? Postgres, string DataDirectory, bool MigrateOnStart, TimeSpan WaitAtStart)
{
    /// <summary>
    /// In seconds. Ends only hangs. Below 5, so that the server recovers in 5 seconds after an outage.
    /// </summary>
    public const int CommandTimeoutSeconds = 4;

    // With several hosts, the driver checks again after this time which host is the primary. Below ten seconds, so that
    // a promoted standby is used within that time. Not much shorter, because each check of a silent host costs a
    // connection timeout.
    private const int HostRecheckSeconds = 5;

    // After a timeout the driver opens another connection to cancel the statement: all three timeouts can add up.
    private const int ConnectTimeoutSeconds = 2;
    private const int CancellationTimeoutMilliseconds = 500;

    // Lets PostgreSQL detect within 10 s that a node has vanished. Otherwise its transaction can hold locks for two
    // hours: idle_in_transaction_session_timeout does not apply to statements that have arrived only partly.
    private const string NoticeVanishedNodes =
        "-c tcp_keepalives_idle=4 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c tcp_user_timeout=10000";

    // Every statement reads a few index ranges (benchmarks/ChatApp.LoadTest, plans). PostgreSQL keeps the plan of a
    // prepared statement, so a scan chosen for a small table stays when the table grows: a lookup of 25 repeats took 8
    // ms instead of 0.1 ms at 50,000 messages. So scans, hash and merge joins are disabled, and JIT, which the high
    // cost estimates of disabled plans would trigger. A generic plan is made once per connection; planning on each use
    // cost more than executing.
    private const string PlanIndexRanges =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off "
        + "-c plan_cache_mode=force_generic_plan";

    // The database file and its journal for each concurrent statement; there are at most as many as threads.
    private const int SqliteDescriptors = 128;

    /// <summary>The maximum number of file descriptors that the database uses in this process.</summary>
    public int Descriptors => Connection is { } connection
        ? connection.Host!.Split(',').Length * (connection.MaxPoolSize + 2)
        : SqliteDescriptors;

    /// <summary>The file of the embedded database.</summary>
    public string SqliteFile => Path.Combine(DataDirectory, "chatapp.db");

    /// <summary>The location of the database for an operator, without a password.</summary>
    internal string Place => Connection is { } connection
        ? $"{connection.Database ?? connection.Username} on the PostgreSQL at {connection.Host}:{connection.Port}"
        : $"the embedded SQLite in {SqliteFile}";

    /// <summary>Tells an operator in one sentence why the database cannot be used.</summary>
    internal string DescribeFailure(Exception exception)
    {
        var cause = (exception.InnerException as DbException ?? exception).Message.ReplaceLineEndings(" ");
        return Postgres is null
            ? $"The embedded database in {DataDirectory} cannot be used (Storage__DataDirectory): {cause}"
            : $"The PostgreSQL database of ConnectionStrings__Postgres cannot be used: {cause}";
    }

    private NpgsqlConnectionStringBuilder? Connection =>
        Postgres is null ? null : new NpgsqlConnectionStringBuilder(Postgres);

    internal static DatabaseSettings Read(IConfiguration configuration) => new(
        Storage.Postgres.Read(configuration) is { } postgres ? ReadPostgres(postgres) : null,
        Path.GetFullPath(Storage.DataDirectory.Read(configuration)),
        Storage.MigrateOnStart.Read(configuration),
        TimeSpan.FromSeconds(Storage.WaitAtStartSeconds.Read(configuration)));

    private static string ReadPostgres(string text)
    {
        try
        {
            var connection = new NpgsqlConnectionStringBuilder(text)
            {
                Timeout = ConnectTimeoutSeconds,
                CommandTimeout = CommandTimeoutSeconds,
                CancellationTimeout = CancellationTimeoutMilliseconds,
                HostRecheckSeconds = HostRecheckSeconds,

                // Independent of the environment variables of the process.
                ClientEncoding = "UTF8",
                Encoding = "UTF8",

                // Nothing outlives its transaction (a migration lock ends with its connection), so no reset is needed.
                // This saves seven statements per use.
                NoResetOnClose = true,
            };

            if (connection.Host?.Contains(',', StringComparison.Ordinal) == true)
            {
                // Only the primary accepts messages; without this the driver uses the first host that answers.
                connection.TargetSessionAttributes ??= "primary";
            }

            // If an option is given twice, the last one applies: the operator's.
            connection.Options = $"{NoticeVanishedNodes} {PlanIndexRanges} {connection.Options}".TrimEnd();
            CheckWithoutConnecting(connection);
            return connection.ConnectionString;
        }
        catch (ArgumentException exception)
        {
            // Only a known keyword is named in the message. An unknown one may be part of a password, or of an address
            // that contains one.
            var at = exception.ParamName is { } keyword && new NpgsqlConnectionStringBuilder().ContainsKey(keyword)
                ? $", at '{keyword}'"
                : "";
            throw new SettingException(
                $"The setting {Storage.Postgres.Name} is not a valid PostgreSQL connection string "
                + $"(Host=…;Database=…;Username=…;Password=…){at}.",
                exception);
        }
    }

    // Checks that the driver makes only when it connects.
    private static void CheckWithoutConnecting(NpgsqlConnectionStringBuilder connection)
    {
        if (string.IsNullOrWhiteSpace(connection.Host))
        {
            throw new SettingException($"The setting {Storage.Postgres.Name} has no Host.");
        }

        if (connection.Port > IPEndPoint.MaxPort)
        {
            throw new SettingException(
                $"The setting {Storage.Postgres.Name} has the port {connection.Port}; "
                + $"the highest port is {IPEndPoint.MaxPort}.");
        }

        try
        {
            NpgsqlDataSource.Create(connection).Dispose();
        }
        catch (Exception exception)
            when (exception is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw new SettingException(
                $"The setting {Storage.Postgres.Name} cannot be used: {exception.Message}", exception);
        }
    }
}
