using System.Net;
using ChatApp.Application.Common;
using Microsoft.AspNetCore.Connections;

namespace ChatApp.Api.Connections;

/// <summary>
/// Cuts off a connection that is one too many from its address, before a byte of it is read. Stands right before HTTP, so that a connection is
/// counted no longer once a socket has taken it over.
/// </summary>
internal sealed class ConnectionGate(ConnectionSettings settings, TrustedProxies proxies)
{
    private readonly ConnectionCounter _connections = new();

    /// <summary>To be put before HTTP in the endpoint's chain.</summary>
    public ConnectionDelegate Use(ConnectionDelegate http) => async connection =>
    {
        // A proxy brings those of everybody, and limits them itself.
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var remote } || proxies.Contains(remote))
        {
            await http(connection);
            return;
        }

        var address = ClientAddress.Of(remote);
        if (!_connections.TryEnter(address, settings.ConnectionsPerAddress))
        {
            connection.Abort();
            return;
        }

        try
        {
            await http(connection);
        }
        finally
        {
            _connections.Leave(address);
        }
    };
}
