using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Fault.Tests.Network;

/// <summary>A proxy between two local processes that simulates network faults.</summary>
/// <remarks>
/// <see cref="Set"/> may be called from any thread and applies to existing and new connections.
/// </remarks>
internal sealed class TcpProxy : IAsyncDisposable
{
    /// <summary>The delay of each piece of data on a slow link.</summary>
    public static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentDictionary<ProxiedConnection, Task> _connections = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly int _target;
    private readonly Task _accepting;
    private volatile Phase _phase = new(LinkState.Up);

    public TcpProxy(int target)
    {
        _target = target;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public void Set(LinkState state)
    {
        var before = _phase;
        _phase = new Phase(state);
        if (state == LinkState.Cut || before.State == LinkState.AnswersLost)
        {
            CutAll();
        }

        before.HasEnded.TrySetResult();
    }

    /// <summary>Waits until data may pass in this direction.</summary>
    /// <returns>Whether the data must be delayed.</returns>
    public async Task<bool> MayPassAsync(bool isAnswer, CancellationToken cancellationToken)
    {
        while (true)
        {
            var phase = _phase;
            if (phase.State is LinkState.Up or LinkState.Slow || (phase.State == LinkState.AnswersLost && !isAnswer))
            {
                return phase.State == LinkState.Slow;
            }

            await phase.HasEnded.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        CutAll();
        await _accepting;
        _listener.Dispose();
        await Task.WhenAll(_connections.Values);
        _stop.Dispose();
    }

    private void CutAll()
    {
        foreach (var connection in _connections.Keys)
        {
            connection.Cut();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptAsync(_stop.Token);
                var connection = new ProxiedConnection(this, client, _target);
                _connections[connection] = RunAsync(connection);
                if (_phase.State == LinkState.Cut)
                {
                    connection.Cut();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the run.
        }
    }

    private async Task RunAsync(ProxiedConnection connection)
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
