using ChatApp.Api.Connections;
using ChatApp.Application.Common;

namespace ChatApp.Api.WebSockets;

/// <summary>
/// How many sockets this node has, in total and from each address, from before the handshake to the end. Safe for use
/// by any thread.
/// </summary>
internal sealed class SocketPlaces(SocketSettings settings, AddressWidths widths, Capacity capacity)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly ConnectionCounter _byAddress = new(widths);
    private int _total;

    /// <summary>Takes a place; null, with the reason, when there is none.</summary>
    public Place? TryTake(ClientAddress address, out Error? refusal)
    {
        if (Interlocked.Increment(ref _total) > capacity.Sockets)
        {
            Interlocked.Decrement(ref _total);
            refusal = Error.Unavailable(RetryAfter);
            return null;
        }

        if (!_byAddress.TryEnter(address, settings.SocketsPerAddress))
        {
            Interlocked.Decrement(ref _total);
            refusal = Error.RateLimited(RetryAfter);
            return null;
        }

        refusal = null;
        return new Place(this, address);
    }

    /// <summary>A place of one socket; given back once, however often it is disposed.</summary>
    internal sealed class Place(SocketPlaces places, ClientAddress address) : IDisposable
    {
        private int _isFree;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isFree, 1) == 0)
            {
                Interlocked.Decrement(ref places._total);
                places._byAddress.Leave(address);
            }
        }
    }
}
