using System.Net.WebSockets;

namespace ChatApp.Fault.Tests.Devices;

/// <summary>One connection of a device, for one sender and one receiver at a time.</summary>
internal sealed class DeviceSocket(ClientWebSocket socket, string name) : IDisposable
{
    private static readonly TimeSpan LongestHandshake = TimeSpan.FromSeconds(5);

    private byte[] _buffer = new byte[16 * 1024];

    /// <summary>A name that is unique in this run.</summary>
    public string Name => name;

    /// <summary>The close code of the server; null if the connection broke.</summary>
    public int? CloseCode => (int?)socket.CloseStatus;

    public static async Task<DeviceSocket> ConnectAsync(
        Uri node, string token, string since, string name, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(LongestHandshake);
        var socket = new ClientWebSocket();
        try
        {
            await socket.ConnectAsync(
                new Uri($"ws://{node.Authority}/ws/chat?token={token}&since={since}&events=all"), deadline.Token);
            return new DeviceSocket(socket, name);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task SendAsync(object frame, CancellationToken cancellationToken) =>
        socket.SendAsync(
            JsonSerializer.SerializeToUtf8Bytes(frame, ChatJson.Options),
            WebSocketMessageType.Text,
            true,
            cancellationToken);

    /// <summary>Reads the next frame; null when the server has closed the connection.</summary>
    public async Task<ChatFrame?> ReceiveAsync(CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellationToken);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += received.Count;
            if (received.EndOfMessage)
            {
                using var document = JsonDocument.Parse(_buffer.AsMemory(0, length));
                return new ChatFrame(document.RootElement.Clone());
            }

            if (length == _buffer.Length)
            {
                Array.Resize(ref _buffer, length * 2);
            }
        }
    }

    public void Dispose()
    {
        socket.Abort();
        socket.Dispose();
    }
}
