using System.Net;
using System.Net.Sockets;

namespace ChatApp.Testing;

/// <summary>
/// One connection over a link, with a copy loop for each direction, which ends when its source ends.
/// </summary>
internal sealed class LinkedConnection(ChatLink link, Socket client, Func<int> target) : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly CancellationTokenSource _end = new();
    private readonly Socket _server =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    // Only an intended end without a reset closes the sockets in order; any failure resets them.
    private volatile bool _closesInOrder;

    /// <summary>Ends both sides. From any thread; the first call decides how.</summary>
    public void End(bool reset)
    {
        try
        {
            if (!_end.IsCancellationRequested)
            {
                _closesInOrder = !reset;
                _end.Cancel();
            }
        }
        catch (ObjectDisposedException)
        {
            // The connection has just ended by itself.
        }
    }

    public async Task RunAsync()
    {
        client.NoDelay = true;
        try
        {
            await link.MayPassAsync(isAnswer: false, _end.Token);
            await _server.ConnectAsync(IPAddress.Loopback, target(), _end.Token);
            await Task.WhenAll(PumpAsync(client, _server, isAnswer: false), PumpAsync(_server, client, isAnswer: true));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The link has ended the connection, or one side has reset it.
            if (!_closesInOrder)
            {
                client.LingerState = _server.LingerState = new LingerOption(true, 0);
            }
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
        _end.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is var length and > 0)
            {
                if (await link.MayPassAsync(isAnswer, _end.Token))
                {
                    // A delay by the clock is what a slow link is; nothing waits for its end.
#pragma warning disable RS0030
                    await Task.Delay(ChatLink.Lag, _end.Token);
#pragma warning restore RS0030
                }

                await to.SendAsync(buffer.AsMemory(0, length), _end.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            End(reset: true);
            throw;
        }
    }
}
