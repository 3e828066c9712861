using System.Net;
using System.Net.Sockets;

namespace ChatApp.Fault.Tests.Network;

/// <summary>
/// One connection through a proxy: a pump in each direction, which ends when its side has no more to say.
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
            // It has just ended by itself.
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
            // Cut, or one side has reset it: so is the other.
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
