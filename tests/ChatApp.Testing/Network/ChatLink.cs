using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Testing;

/// <summary>
/// A network path to a server that the test can disturb: a loopback port whose connections are forwarded byte by byte.
/// Clients use <see cref="Address"/> instead of the server's; <see cref="ChatTestServer.OpenLink"/> opens it.
/// </summary>
/// <remarks>
/// All methods may be called from any thread. A state applies to existing and new connections. The address stays the
/// same while the server restarts.
/// </remarks>
public sealed class ChatLink : IAsyncDisposable
{
    /// <summary>The delay of each piece of data in the state <see cref="LinkState.Slow"/>.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<LinkedConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<int> _target;
    private readonly Task _accepting;
    private Phase _phase = new(LinkState.Up);
    private int _accepted;

    /// <summary>Opens a link to a loopback port.</summary>
    /// <param name="target">The port.</param>
    public ChatLink(int target)
        : this(() => target)
    {
    }

    internal ChatLink(Func<int> target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The loopback port of the link.</summary>
    public int Port { get; }

    /// <summary>The address for clients.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>The current state.</summary>
    public LinkState State => Volatile.Read(ref _phase).State;

    /// <summary>The number of connections that were accepted so far, in any state.</summary>
    internal int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Changes the state. A cut link stays cut until another call.</summary>
    /// <param name="state">The new state.</param>
    public void Set(LinkState state)
    {
        var before = Interlocked.Exchange(ref _phase, new Phase(state));
        if (state == LinkState.Cut || before.State == LinkState.AnswersLost)
        {
            CutAll();
        }

        before.HasEnded.TrySetResult();
    }

    /// <summary>
    /// Ends all connections without a close frame, as a proxy does that is restarted. New ones are forwarded as before.
    /// </summary>
    /// <returns>Ends when both sides of all of them are closed.</returns>
    public Task DropAsync() => EndAllAsync(reset: false);

    /// <summary>Resets all connections (TCP RST). New ones are forwarded as before.</summary>
    /// <returns>Ends when both sides of all of them are closed.</returns>
    public Task ResetAsync() => EndAllAsync(reset: true);

    /// <summary>Resets all connections and closes the port.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        CutAll();
        await Task.WhenAll(_connections.Values).WithTimeout();
        _stop.Dispose();
    }

    /// <summary>Waits until data may pass in this direction.</summary>
    /// <returns>Whether the data must be delayed.</returns>
    internal async Task<bool> MayPassAsync(bool isAnswer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var phase = Volatile.Read(ref _phase);
            if (phase.State is LinkState.Up or LinkState.Slow || (phase.State == LinkState.AnswersLost && !isAnswer))
            {
                return phase.State == LinkState.Slow;
            }

            await phase.HasEnded.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task EndAllAsync(bool reset)
    {
        var connections = _connections.ToArray();
        foreach (var (connection, _) in connections)
        {
            connection.End(reset);
        }

        await Task.WhenAll(connections.Select(connection => connection.Value)).WithTimeout();
    }

    private void CutAll()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.End(reset: true);
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                var connection = new LinkedConnection(this, client, _target);
                _connections[connection] = RunAsync(connection);
                if (State == LinkState.Cut)
                {
                    connection.End(reset: true);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The link is closed.
        }
    }

    private async Task RunAsync(LinkedConnection connection)
    {
        await Task.Yield();
        await connection.RunAsync();
        _connections.TryRemove(connection, out _);
        connection.Dispose();
    }

    private sealed record Phase(LinkState State)
    {
        public TaskCompletionSource HasEnded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
