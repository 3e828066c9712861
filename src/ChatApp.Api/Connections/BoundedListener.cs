using System.Net;
using Microsoft.AspNetCore.Connections;

namespace ChatApp.Api.Connections;

/// <summary>
/// Listens on one address for <see cref="BoundedTransport"/>. A single loop of Kestrel accepts the connections.
/// </summary>
internal sealed class BoundedListener(IConnectionListener listener, BoundedTransport transport) : IConnectionListener
{
    public EndPoint EndPoint => listener.EndPoint;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await listener.AcceptAsync(cancellationToken) is { } connection)
        {
            if (transport.TryEnter())
            {
                return new CountedConnection(connection, transport);
            }

            connection.Abort();
            await connection.DisposeAsync();
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) =>
        listener.UnbindAsync(cancellationToken);

    public ValueTask DisposeAsync() => listener.DisposeAsync();
}
