using System.Net;
using ChatApp.Application.Common;
using ChatApp.Infrastructure;
using Microsoft.AspNetCore.Connections;

namespace ChatApp.Api.Connections;

/// <summary>
/// Cuts off a connection that is one too many for the node or from its address, before a byte of it is read. Stands
/// right before HTTP, so that a connection is counted no longer once a socket has taken it over.
/// </summary>
/// <remarks>Safe for use by any thread. Of those that it cuts off, the log has one line a minute.</remarks>
internal sealed partial class ConnectionGate(
    ConnectionSettings settings, TrustedProxies proxies, Capacity capacity, TimeProvider time,
        ILogger<ConnectionGate> logger)
{
    private readonly ConnectionCounter _byAddress = new();
    private readonly Throttle _told = new(time, TimeSpan.FromMinutes(1));
    private int _open;

    /// <summary>To be put before HTTP in the endpoint's chain.</summary>
    public ConnectionDelegate Use(ConnectionDelegate http)
    {
        var counted = UseByAddress(http);
        return async connection =>
        {
            try
            {
                if (Interlocked.Increment(ref _open) <= capacity.Connections)
                {
                    await counted(connection);
                    return;
                }

                if (_told.TryPass())
                {
                    LogFull(logger, capacity.Connections);
                }

                connection.Abort();
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        };
    }

    private ConnectionDelegate UseByAddress(ConnectionDelegate http) => async connection =>
    {
        // A proxy brings those of everybody, and limits them itself.
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var remote } || proxies.Contains(remote))
        {
            await http(connection);
            return;
        }

        var address = ClientAddress.Of(remote);
        if (!_byAddress.TryEnter(address, settings.ConnectionsPerAddress))
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
            _byAddress.Leave(address);
        }
    };

    [LoggerMessage(EventId = 209, Level = LogLevel.Warning,
        Message = "{Count} connections are open, as many as there may be beside sockets; further ones are cut off")]
    private static partial void LogFull(ILogger logger, int count);
}
