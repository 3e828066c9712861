using System.Net.Sockets;

namespace ChatApp.Fault.Tests.Processes;

/// <summary>A PgBouncer before a PostgreSQL server of this run. It keeps its port over restarts.</summary>
internal sealed class PgBouncerProcess : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("chatapp-fault-");
    private readonly string _settings;
    private ChildProcess? _process;

    /// <param name="postgres">The server.</param>
    /// <param name="mode"><c>session</c> or <c>transaction</c>.</param>
    public PgBouncerProcess(PostgresProcess postgres, string mode)
    {
        _settings = Path.Combine(_directory.FullName, "pgbouncer.ini");
        File.WriteAllText(
            _settings,
            $"""
            [databases]
            * = host=127.0.0.1 port={postgres.Port} user=chatapp
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {Port}
            unix_socket_dir =
            auth_type = any
            pool_mode = {mode}
            default_pool_size = 20
            max_client_conn = 200
            ignore_startup_parameters = options, extra_float_digits
            tcp_keepidle = 4
            tcp_keepintvl = 2
            tcp_keepcnt = 3
            tcp_user_timeout = 10000

            """);
    }

    public int Port { get; } = Ports.Free();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestStart);

        // PgBouncer does not run as root, and reads its settings as another user.
        await ChildProcess.RunAsync("chmod", ["755", _directory.FullName], deadline.Token);
        var prefix = PostgresProcess.AsUser;
        _process = ChildProcess.Start(prefix[0], [.. prefix[1..], FindProgram(), _settings]);
        await _process.WaitUntilAsync(AcceptsAsync, deadline.Token);
    }

    /// <summary>Kills it as a crash does.</summary>
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
        await KillAsync(CancellationToken.None);
        _directory.Delete(recursive: true);
    }

    private static string FindProgram() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Append("/usr/sbin")
            .Select(folder => $"{folder}/pgbouncer")
            .FirstOrDefault(File.Exists)
            ?? throw new InvalidOperationException("PgBouncer is missing; test.sh installs it.");

    private async Task<bool> AcceptsAsync(CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", Port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
