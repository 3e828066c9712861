using Npgsql;

namespace ChatApp.Fault.Tests.Processes;

/// <summary>
/// A PostgreSQL server of this run, with default durability. It keeps its port and data over restarts.
/// </summary>
internal sealed class PostgresProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(30);

    /// <summary>The name that a standby sends to its primary.</summary>
    public const string StandbyName = "standby";

    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"chatapp-fault-{Guid.CreateVersion7():n}");
    private readonly string _programs = FindPrograms();
    private ChildProcess? _process;

    private PostgresProcess()
    {
    }

    public int Port { get; } = Ports.Free();

    /// <summary>The command prefix that runs a program as a user other than root, as PostgreSQL requires.</summary>
    public static string[] AsUser { get; } = Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
        : ["env"];

    public static async Task<PostgresProcess> StartNewAsync(CancellationToken cancellationToken)
    {
        var postgres = new PostgresProcess();
        await ChildProcess.RunAsync(
            AsUser[0],
            [
                .. AsUser[1..], $"{postgres._programs}/initdb", $"--pgdata={postgres._directory}",
                "--username=chatapp", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",

                // pg_rewind needs them.
                "--data-checksums",
            ],
            cancellationToken);
        await postgres.StartAsync(cancellationToken);
        return postgres;
    }

    /// <summary>Starts a standby that follows another server.</summary>
    /// <param name="primary">That server.</param>
    /// <param name="cancellationToken">Stops the wait.</param>
    /// <param name="link">The port of a link to that server; without it, its own.</param>
    public static async Task<PostgresProcess> StartStandbyAsync(
        PostgresProcess primary, CancellationToken cancellationToken, int? link = null)
    {
        var standby = new PostgresProcess();
        await ChildProcess.RunAsync(
            AsUser[0],
            [
                .. AsUser[1..], $"{standby._programs}/pg_basebackup", $"--pgdata={standby._directory}",
                "--write-recovery-conf", "--checkpoint=fast", $"--dbname={ConnectionInfo(link ?? primary.Port)}",
            ],
            cancellationToken);
        await standby.StartAsync(cancellationToken);
        return standby;
    }

    /// <summary>Promotes the standby to a primary.</summary>
    public Task PromoteAsync(CancellationToken cancellationToken) =>
        ExecuteAsync("SELECT pg_promote()", cancellationToken);

    /// <summary>Writes a backup of a database into a file, with PostgreSQL's own tool.</summary>
    public Task DumpAsync(string database, string file, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(
            $"{_programs}/pg_dump",
            ["--format=custom", $"--file={file}", $"--dbname={Uri(database)}"],
            cancellationToken);

    /// <summary>Fills an empty database from a backup.</summary>
    public Task RestoreAsync(string file, string database, CancellationToken cancellationToken) =>
        ChildProcess.RunAsync(
            $"{_programs}/pg_restore",
            ["--exit-on-error", $"--dbname={Uri(database)}", file],
            cancellationToken);

    /// <summary>
    /// Makes a stopped, former primary a standby of the new one, as an operator does: its own last commits are undone.
    /// </summary>
    public async Task RejoinAsync(PostgresProcess primary, CancellationToken cancellationToken)
    {
        // Before its first checkpoint, PostgreSQL 15 tells pg_rewind its earlier timeline.
        await primary.ExecuteAsync("CHECKPOINT", cancellationToken);
        await ChildProcess.RunAsync(
            AsUser[0],
            [
                .. AsUser[1..], $"{_programs}/pg_rewind", $"--target-pgdata={_directory}", "--write-recovery-conf",
                $"--source-server={ConnectionInfo(primary.Port)} dbname=postgres",
            ],
            cancellationToken);
        await StartAsync(cancellationToken);
    }

    /// <summary>Polls until a query returns true.</summary>
    public async Task UntilAsync(string condition, string database, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database) + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text comes from tests.
        command.CommandText = condition;
#pragma warning restore CA2100
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await command.ExecuteScalarAsync(cancellationToken) is not true)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public string ConnectionString(string database, int? port = null) =>
        $"Host=127.0.0.1;Port={port ?? Port};Username=chatapp;Database={database};Maximum Pool Size=20";

    /// <summary>Creates an empty database.</summary>
    public async Task<string> CreateDatabaseAsync(CancellationToken cancellationToken)
    {
        var name = UniqueName.Next("fault_");
        await ExecuteAsync($"CREATE DATABASE {name}", cancellationToken);
        return name;
    }

    /// <summary>Makes commits wait for the standby of that name; an empty name for none.</summary>
    public async Task AwaitStandbyAsync(string name, CancellationToken cancellationToken)
    {
        await ExecuteAsync($"ALTER SYSTEM SET synchronous_standby_names = '{name}'", cancellationToken);
        await ExecuteAsync("SELECT pg_reload_conf()", cancellationToken);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await ExecuteAsync("SHOW synchronous_standby_names", cancellationToken) as string != name)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestStart);
        while (true)
        {
            var process = ChildProcess.Start(
                AsUser[0],
                [
                    .. AsUser[1..], $"{_programs}/postgres", "-D", _directory, "-p", $"{Port}",
                    "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=",

                    // For pg_rewind, which reads the log from before a failover.
                    "-c", "wal_keep_size=256MB",
                ]);
            try
            {
                await process.WaitUntilAsync(AcceptsAsync, deadline.Token);
                _process = process;
                return;
            }
            catch (InvalidOperationException) when (!deadline.IsCancellationRequested)
            {
                // After a kill, the child processes need a moment to exit; until then PostgreSQL refuses to start.
                await process.DisposeAsync();
            }
        }
    }

    /// <summary>
    /// Stops the server as an operator does for a restart: connections are closed, open transactions are rolled back.
    /// </summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_process is { } process)
        {
            _process = null;
            await process.InterruptAsync(cancellationToken);
            await process.DisposeAsync();
        }
    }

    /// <summary>Kills the server as a crash does; the next start recovers from the log.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_process is { } process)
        {
            _process = null;
            await process.KillAsync(cancellationToken);
            await process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None);
        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    private string Uri(string database) => $"postgresql://chatapp@127.0.0.1:{Port}/{database}";

    private static string ConnectionInfo(int port) =>
        $"host=127.0.0.1 port={port} user=chatapp application_name={StandbyName}";

    private static string FindPrograms()
    {
        var inPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        var ofDistribution = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(version => version, StringComparer.Ordinal)
                .Select(version => $"{version}/bin")
            : [];
        string[] needed = ["initdb", "postgres", "pg_basebackup", "pg_dump", "pg_restore", "pg_rewind"];
        return inPath.Concat(ofDistribution)
            .FirstOrDefault(folder => needed.All(program => File.Exists($"{folder}/{program}")))
            ?? throw new InvalidOperationException(
                $"PostgreSQL is missing: no {string.Join(", ", needed)} in PATH or in /usr/lib/postgresql/*/bin");
    }

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
#pragma warning disable CA2100 // The text comes from tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = new NpgsqlConnection(
                ConnectionString("postgres") + ";Pooling=false;Timeout=2");
            await connection.OpenAsync(cancellationToken);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }
}
