using System.Net;
using System.Net.Sockets;

namespace ChatApp.Fault.Tests.Network;

/// <summary>
/// One connection through a proxy, with a copy loop for each direction, which ends when its source ends.
/// </summary>
internal sealed class ProxiedConnection(TcpProxy proxy, Socket client, int target) : IDisposable
{
    private const int BufferSize = 16 * 1024;

    private readonly CancellationTokenSource _cut = new();
    private readonly Socket _server =
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Resets both sides. From any thread.</summary>
    public void Cut()
    {
        try
        {
            _cut.Cancel();
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
            await proxy.MayPassAsync(isAnswer: false, _cut.Token);
            await _server.ConnectAsync(IPAddress.Loopback, target, _cut.Token);
            await Task.WhenAll(PumpAsync(client, _server, isAnswer: false), PumpAsync(_server, client, isAnswer: true));
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException)
        {
            // The connection was cut, or one side has reset it; both sides are reset.
            client.LingerState = _server.LingerState = new LingerOption(true, 0);
        }
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
        _cut.Dispose();
    }

    private async Task PumpAsync(Socket from, Socket to, bool isAnswer)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, _cut.Token) is var length and > 0)
            {
                if (await proxy.MayPassAsync(isAnswer, _cut.Token))
                {
                    await Task.Delay(TcpProxy.Lag, _cut.Token);
                }

                await to.SendAsync(buffer.AsMemory(0, length), _cut.Token);
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch
        {
            Cut();
            throw;
        }
    }
}
