using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ChatApp.Api.Connections;

/// <summary>
/// Cuts off a connection that is one too many for the node or from its address, or that stays silent, before HTTP hears
/// of it. Stands right before HTTP, so that a connection is counted no longer once a socket has taken it over.
/// </summary>
/// <remarks>
/// Safe for use by any thread. Those that it cuts off are counted; of those that are too many for the node, the log has
/// one line a minute.
/// </remarks>
internal sealed partial class ConnectionGate(
    ConnectionSettings settings,
    AddressWidths widths,
    TrustedProxies proxies,
    Capacity capacity,
    ConnectionMetrics metrics,
    TimeProvider time,
    ILogger<ConnectionGate> logger)
{
    private readonly ConnectionCounter _byAddress = new(widths);
    private readonly Strangers _strangers = new(widths, settings.StrangersPerAddress);
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
        // A proxy brings those of everybody, limits them itself, and may keep connections for later.
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

    [LoggerMessage(EventId = 209, Level = LogLevel.Warning,
        Message = "{Count} connections are open, as many as there may be beside sockets; further ones are cut off")]
    private static partial void LogFull(ILogger logger, int count);
}
