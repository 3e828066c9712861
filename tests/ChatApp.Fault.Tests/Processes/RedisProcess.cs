using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ChatApp.Fault.Tests.Processes;

/// <summary>A Redis server of this run that stores nothing on disk. It keeps its port over restarts.</summary>
/// <param name="options">The options that differ from the default.</param>
internal sealed class RedisProcess(params string[] options) : IAsyncDisposable
{
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(10);

    private ChildProcess? _process;

    public int Port { get; } = Ports.Free();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestStart);
        _process = ChildProcess.Start(
            "redis-server",
            [
                "--bind", "127.0.0.1", "--port", $"{Port}", "--save", "", "--appendonly", "no", "--daemonize", "no",
                .. options,
            ]);
        await _process.WaitUntilAsync(AnswersAsync, deadline.Token);
    }

    /// <summary>Kills the server as a crash does; all its data is lost.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (_process is { } process)
        {
            _process = null;
            await process.KillAsync(cancellationToken);
            await process.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await KillAsync(CancellationToken.None);

    /// <summary>Sends a command as the default user, who has all rights, and returns the raw answer.</summary>
    public async Task<string> AskAsync(string command, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{command}\r\nQUIT\r\n"), cancellationToken);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
            await socket.SendAsync("PING\r\n"u8.ToArray(), cancellationToken);
            var answer = new byte[16];
            var length = await socket.ReceiveAsync(answer, cancellationToken);
            var text = Encoding.ASCII.GetString(answer, 0, length);
            return text.StartsWith("+PONG", StringComparison.Ordinal)
                || text.StartsWith("-NOAUTH", StringComparison.Ordinal);
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
