using ChatApp.Api.Connections;

namespace ChatApp.Api.WebSockets;

/// <summary>Limits the sockets of this node, in total and by address, from the handshake on. Thread-safe.</summary>
internal sealed class SocketLimiter(SocketSettings settings, AddressWidths widths, Capacity capacity)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ConnectionCounter _byAddress = new(widths);
    private int _total;

    /// <summary>Admits a socket; null, with the reason, if a limit is reached.</summary>
    public Permit? TryAcquire(ClientAddress address, out Error? refusal)
    {
        var isRoom = Interlocked.Increment(ref _total) <= capacity.Sockets;
        if (isRoom && _byAddress.TryEnter(address, settings.SocketsPerAddress))
        {
            refusal = null;
            return new Permit(this, address);
        }

        Interlocked.Decrement(ref _total);
        refusal = isRoom ? Error.RateLimited(RetryAfter) : Error.Unavailable(RetryAfter);
        return null;
    }

    /// <summary>Held by one socket while it is open. Disposing it twice does no harm.</summary>
    internal sealed class Permit(SocketLimiter limiter, ClientAddress address) : IDisposable
    {
        private int _isReleased;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isReleased, 1) == 0)
            {
                Interlocked.Decrement(ref limiter._total);
                limiter._byAddress.Leave(address);
            }
        }
    }
}
