using System.Net.Sockets;

namespace ChatApp.Api.Tests;

/// <summary>Clients with their own addresses: all of 127.0.0.0/8 is this machine.</summary>
internal static class From
{
    /// <summary>Creates a client whose connections come from this address.</summary>
    public static HttpClient Address(string address, ChatTestServer server, string? forwardedFor = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
                {
                    NoDelay = true,
                };
                socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
                await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        var client = new HttpClient(handler) { BaseAddress = server.BaseAddress, Timeout = TimeSpan.FromSeconds(30) };
        if (forwardedFor is not null)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation("X-Forwarded-For", forwardedFor);
        }

        return client;
    }
}
