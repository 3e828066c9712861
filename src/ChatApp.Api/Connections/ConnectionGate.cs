using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ChatApp.Api.Connections;

/// <summary>
/// Cuts off a connection that exceeds the limit of the node or of its address, or that stays silent, before HTTP
/// handles it. It is directly in front of HTTP, so a connection stops being counted when a socket takes it over.
/// </summary>
/// <remarks>
/// Thread-safe. A metric counts the connections that it cuts off. When the node's limit is exceeded, it logs at most
/// one line a minute.
/// </remarks>
internal sealed partial class ConnectionGate(
    ConnectionSettings settings, AddressWidths widths, TrustedProxies proxies, Capacity capacity,
    ConnectionMetrics metrics, TimeProvider time, ILogger<ConnectionGate> logger)
{
    private readonly ConnectionCounter _byAddress = new(widths);
    private readonly Strangers _strangers = new(widths, settings.StrangersPerAddress);
    private readonly Throttle _logThrottle = new(time, TimeSpan.FromMinutes(1));
    private int _open;

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

                if (_logThrottle.TryPass())
                {
                    LogFull(logger, capacity.Connections);
                }

                Refuse(connection, "node");
            }
            finally
            {
                Interlocked.Decrement(ref _open);
            }
        };
    }

    private ConnectionDelegate UseByAddress(ConnectionDelegate http) => async connection =>
    {
        // A proxy carries the requests of many clients, has its own limits, and may keep idle connections for later.
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var remote } || proxies.Contains(remote))
        {
            await http(connection);
            return;
        }

        var address = ClientAddress.Of(remote);
        if (!_byAddress.TryEnter(address, settings.ConnectionsPerAddress))
        {
            Refuse(connection, "address");
            return;
        }

        try
        {
            await ServeStrangerAsync(connection, address, http);
        }
        finally
        {
            _byAddress.Leave(address);
        }
    };

    private async Task ServeStrangerAsync(ConnectionContext connection, ClientAddress address, ConnectionDelegate http)
    {
        using var stranger = new Stranger(connection, address, _strangers, metrics, time);
        _strangers.Admit(stranger);
        if (await stranger.HasBegunAsync(settings.HeadTimeout))
        {
            connection.Features.Set(stranger);
            try
            {
                await http(connection);
            }
            finally
            {
                connection.Features.Set<Stranger>(null);
            }
        }
    }

    private void Refuse(ConnectionContext connection, string reason)
    {
        metrics.Refused(reason);
        connection.Abort();
    }

    [LoggerMessage(209, LogLevel.Warning,
        "{Count} connections are open besides sockets, which is the limit; further ones are cut off")]
    private static partial void LogFull(ILogger logger, int count);
}
