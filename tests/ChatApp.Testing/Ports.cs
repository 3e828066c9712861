using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Testing;

/// <summary>Ports for servers that keep their port over a restart.</summary>
public static class Ports
{
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    /// <summary>
    /// Returns a loopback port that nothing listens on. It lies below the range from which the kernel assigns ports,
    /// and this process returns it only once, so it stays free while its server is down.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(10_000, 32_000);
            if (!Given.TryAdd(port, true))
            {
                continue;
            }

            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException)
            {
                // The port is in use, so try another one.
            }
        }
    }
}
