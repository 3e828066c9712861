using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace ChatApp.Testing;

/// <summary>Ports for servers that are to keep theirs over a restart.</summary>
public static class Ports
{
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    /// <summary>
    /// A loopback port that nothing listens on. It is below the range that the kernel hands out by itself and is given
    /// to nobody else in this run, so that it stays free while its owner is down.
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
                // Taken: another one.
            }
        }
    }
}
